import { createHmac, timingSafeEqual } from 'node:crypto';

/** The parts of a request that a Standard Webhooks signature covers, and the signatures. */
export interface Signed {
  readonly id: string;
  /** Seconds since the epoch, as the header gives them. */
  readonly timestamp: string;
  /** `v1,` and the signature in base64; several are separated by spaces. */
  readonly signatures: string;
  readonly body: Buffer;
}

/** How many seconds a message's timestamp may differ from now, in either direction. */
const toleranceSeconds = 300;

/**
 * Whether a message's timestamp is close enough to now. An older message may have been recorded and replayed by an
 * attacker.
 */
export function isTimely(timestamp: string, nowMs: number): boolean {
  return /^\d{1,12}$/.test(timestamp) && Math.abs(nowMs / 1_000 - Number(timestamp)) <= toleranceSeconds;
}

/**
 * Whether one of the signatures was made with one of the secrets. Compares every pair, each in constant time.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function isSignedBy(secrets: readonly Buffer[], { id, timestamp, signatures, body }: Signed): boolean {
  const given = signatures
    .split(' ')
    .filter((signature) => signature.startsWith('v1,'))
    .map((signature) => Buffer.from(signature.slice('v1,'.length), 'base64'));
  let matches = false;
  for (const secret of secrets) {
    const expected = createHmac('sha256', secret).update(`${id}.${timestamp}.`).update(body).digest();
    for (const signature of given) {
      if (signature.length === expected.length && timingSafeEqual(signature, expected)) matches = true;
    }
  }
  return matches;
}
