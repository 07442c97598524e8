const firstMs = 500;
const longestMs = 30_000;

/**
 * Milliseconds before the next attempt: as long as the gateway asks for, else twice as long after each attempt. Adds up
 * to a half at random, so that senders which were refused at the same time do not all return at the same time.
 *
 * @param number the number of the attempt that has just failed, from 1
 * @param random between 0 and 1
 */
export function waitBefore(number: number, seconds: number | undefined, random = Math.random()): number {
  const least = seconds === undefined ? Math.min(longestMs, firstMs * 2 ** (number - 1)) : seconds * 1_000;
  return least * (1 + random / 2);
}

/** The seconds that a `Retry-After` header asks to wait. It holds seconds or a date. */
export function secondsAsked(header: string | null, now = Date.now()): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header)) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1_000);
}
