import { z } from 'zod';

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
type Unit = keyof typeof unitMs;

/** Milliseconds of a duration such as `250ms`, `90s`, `90m`, `36h` or `7d`; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const match = /^(-?\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text);
  if (!match) return undefined;
  const ms = Number(match[1]) * unitMs[match[2] as Unit];
  return Number.isSafeInteger(ms) ? ms : undefined;
}

/** The shortest exact text of a duration: `129600000` is `36h`. */
export function formatDuration(ms: number): string {
  const unit = (['d', 'h', 'm', 's'] as const).find((u) => ms !== 0 && ms % unitMs[u] === 0) ?? 'ms';
  return `${ms / unitMs[unit]}${unit}`;
}

/** What a JSON Schema says of a duration's text. */
const written = { description: 'a duration such as `90s`, `36h` or `7d`', pattern: '^-?\\d+(\\.\\d+)?(ms|s|m|h|d)$' };

/** A duration of the spec: text in, milliseconds out. May be negative where the field allows it. */
export const SignedDuration = z
  .string()
  .transform((text, context) => {
    const ms = parseDuration(text);
    if (ms !== undefined) return ms;
    context.addIssue({ code: 'custom', message: 'expected a duration such as 250ms, 90s, 90m, 36h or 7d' });
    return z.NEVER;
  })
  .meta(written);

export const Duration = SignedDuration.refine((ms) => ms >= 0, 'expected a duration that is not negative').meta(
  written,
);
export const PositiveDuration = SignedDuration.refine((ms) => ms > 0, 'expected a duration above zero').meta(written);

/** Epoch milliseconds, negative before 1970. */
export const EpochMs = z.number().int().min(-8_640_000_000_000_000).max(8_640_000_000_000_000);

const rfc3339 = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/;

/** An instant from outside: RFC 3339 with an offset in, epoch milliseconds out. */
export const Instant = z.string().transform((text, context) => {
  const ms = rfc3339.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(ms)) return ms;
  context.addIssue({
    code: 'custom',
    message: 'expected an RFC 3339 time with an offset, such as 2013-05-01T00:00:00Z',
  });
  return z.NEVER;
});

/** RFC 3339 in UTC, without milliseconds where they are zero. */
export const formatInstant = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');
