const form = /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2}(?::\d{2})?)(?:\.(\d+))?)?([Zz]|[+-]\d{2}:?\d{2})?$/;

/** A row's timestamp, as UTC text with microseconds, and as epoch milliseconds, rounded down. */
export interface RowInstant {
  readonly text: string;
  readonly ms: number;
}

/**
 * Parses an ISO 8601 timestamp or date; without a zone it is UTC. Digits after microseconds are dropped, as DuckDB
 * drops them when it reads the batch. Undefined for any other text.
 */
export function instantOf(written: string): RowInstant | undefined {
  const [, date, time = '00:00:00', fraction = '', zone = 'Z'] = form.exec(written.trim()) ?? [];
  if (date === undefined || !isDate(date)) return undefined;
  const seconds = Date.parse(`${date}T${time.length === 5 ? `${time}:00` : time}${zoned(zone)}`);
  if (!Number.isFinite(seconds)) return undefined;
  const micros = fraction.slice(0, 6).padEnd(6, '0');
  const utc = new Date(seconds).toISOString();
  // Converted to UTC, the year no longer has four digits.
  if (utc.length !== 24) return undefined;
  return { text: `${utc.slice(0, 19)}.${micros}Z`, ms: seconds + Number(micros.slice(0, 3)) };
}

/** Whether a date exists in the calendar: 30 February does not. */
export function isDate(text: string): boolean {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(text);
}

/** Converts epoch milliseconds; undefined if they are out of range. */
export function instantOfEpoch(ms: number): RowInstant | undefined {
  return Number.isSafeInteger(ms) && Math.abs(ms) <= 8.64e15 ? instantOf(new Date(ms).toISOString()) : undefined;
}

const zoned = (zone: string): string =>
  zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
