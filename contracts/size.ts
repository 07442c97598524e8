import { z } from 'zod';

const units = { KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 } as const;
type Unit = keyof typeof units;

/** Bytes of a size such as `512MB` or `1.5GiB`; undefined for anything else. */
function parseSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([KMGT]i?B)$/.exec(text);
  if (!match) return undefined;
  const bytes = Math.round(Number(match[1]) * units[match[2] as Unit]);
  return bytes > 0 && Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** A size of the spec: text in, bytes out. */
export const Size = z
  .string()
  .transform((text, context) => {
    const bytes = parseSize(text);
    if (bytes !== undefined) return bytes;
    context.addIssue({ code: 'custom', message: 'expected a size such as 512MB or 2GiB' });
    return z.NEVER;
  })
  .meta({ description: 'a size such as `512MB` or `2GiB`', pattern: '^\\d+(\\.\\d+)?[KMGT]i?B$' });
