import { readFile } from 'node:fs/promises';
import type { Environment } from '#contracts/variables.ts';

/** The bytes of a secret of the Standard Webhooks, `whsec_…`; undefined for another text. */
export function secretOf(text: string): Buffer | undefined {
  const base64 = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text)?.[1];
  const secret = Buffer.from(base64 ?? '', 'base64');
  return secret.length >= 24 && secret.length <= 64 ? secret : undefined;
}

/** The secret that a reference, `env:NAME` or `file:PATH`, names; or whether there is nothing, or a text that is not a secret. */
export async function secretAt(ref: string, environment: Environment): Promise<Buffer | 'nothing' | 'another text'> {
  const [kind, ...rest] = ref.split(':');
  const place = rest.join(':');
  const text = kind === 'env' ? environment[place] : await readFile(place, 'utf8').catch(() => undefined);
  if (text === undefined) return 'nothing';
  return secretOf(text.trim()) ?? 'another text';
}
