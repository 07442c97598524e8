const form = /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2}(?::\d{2})?)(?:\.(\d+))?)?([Zz]|[+-]\d{2}:?\d{2})?$/;

/** A timestamp of a row: its text in UTC with microseconds, the same form for all, and epoch milliseconds, rounded down. */
export interface RowInstant {
  readonly text: string;
  readonly ms: number;
}

/**
 * Reads an ISO 8601 timestamp or date; without a zone it is UTC. Digits beyond microseconds are left out, as the engine that
 * reads the batch would. Undefined for anything else.
 */
export function instantOf(written: string): RowInstant | undefined {
  const [, date, time = '00:00:00', fraction = '', zone = 'Z'] = form.exec(written.trim()) ?? [];
  if (date === undefined || !isDate(date)) return undefined;
  const seconds = Date.parse(`${date}T${time.length === 5 ? `${time}:00` : time}${zoned(zone)}`);
  if (!Number.isFinite(seconds)) return undefined;
  const micros = fraction.slice(0, 6).padEnd(6, '0');
  const utc = new Date(seconds).toISOString();
  // A year that has no four digits any more in UTC.
  if (utc.length !== 24) return undefined;
  return { text: `${utc.slice(0, 19)}.${micros}Z`, ms: seconds + Number(micros.slice(0, 3)) };
}

/** Whether a date is one of the calendar: the thirtieth of February is none. */
export function isDate(text: string): boolean {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(text);
}

/** Epoch milliseconds as an instant; undefined where they are none. */
export function instantOfEpoch(ms: number): RowInstant | undefined {
  return Number.isSafeInteger(ms) && Math.abs(ms) <= 8.64e15 ? instantOf(new Date(ms).toISOString()) : undefined;
}

const zoned = (zone: string): string =>
  zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
