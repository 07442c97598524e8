import type { z } from 'zod';
import type { Digest } from '#contracts/digest.ts';
import { unreadable } from './failures.ts';

/** An artifact's bytes as a value of a schema; `ARTIFACT_UNREADABLE` where they are not. */
export function parseJson<T>(bytes: Buffer, digest: Digest, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw unreadable(digest, 'it is not JSON');
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw unreadable(digest, `${issue?.path.join('.') || 'the value'}: ${issue?.message}`);
}
