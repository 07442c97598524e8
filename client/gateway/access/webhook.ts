import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a signature of the Standard Webhooks is made of and how it came. */
export interface Signed {
  readonly id: string;
  /** Seconds since the epoch, as the header gives them. */
  readonly timestamp: string;
  /** `v1,…`; several with blanks between them. */
  readonly signatures: string;
  readonly body: Buffer;
}

/** How far a message's time may lie from now, before or after. */
const toleranceSeconds = 300;

/** Whether a message's time is near enough: an older one may have been recorded and sent again. */
export function isTimely(timestamp: string, nowMs: number): boolean {
  return /^\d{1,12}$/.test(timestamp) && Math.abs(nowMs / 1_000 - Number(timestamp)) <= toleranceSeconds;
}

/**
 * Whether one of the signatures was made with one of the secrets. Each is compared, in constant time.
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
