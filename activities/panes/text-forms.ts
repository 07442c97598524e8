import { literal } from '../duckdb/quoting.ts';

// How texts are read as values. A text must spell out the whole value, because DuckDB's own casts read `12.7` as 13, `1_000`
// as 1000, and ignore `+02:00`. Each gives null for any other text, and reads its argument once.

/** A text without white space at its ends. */
export const trimmed = (text: string): string => `trim(${text}, ${literal(' \t\n\v\f\r')})`;

const whole = (text: string, pattern: string): string => `regexp_extract(${text}, ${literal(`^(?:${pattern})$`)})`;

export const integerIn = (text: string): string => `TRY_CAST(${whole(text, '[+-]?[0-9]+')} AS BIGINT)`;

/** A finite number. */
export const numberIn = (text: string): string =>
  finite(`TRY_CAST(${whole(text, '[+-]?(?:[0-9]+[.]?[0-9]*|[.][0-9]+)(?:[eE][+-]?[0-9]+)?')} AS DOUBLE)`);

export const booleanIn = (text: string): string =>
  `CASE lower(${text}) WHEN 'true' THEN true WHEN 'false' THEN false END`;

export const dateIn = (text: string): string => `TRY_CAST(${whole(text, '[0-9]{4}-[0-9]{2}-[0-9]{2}')} AS DATE)`;

const day = '[0-9]{4}-[0-9]{2}-[0-9]{2}';
const minute = '[0-9]{2}:[0-9]{2}';
const offset = 'Z|[+-][0-9]{2}(?::?[0-9]{2})?';

/** An ISO 8601 day or time as a timestamp in UTC, which is also what a time without an offset is in. */
export function timeIn(text: string): string {
  // DuckDB reads no offset after minutes.
  const withSeconds = `regexp_replace(${text}, ${literal(`^(${day}[ T]${minute})(${offset})$`)}, '\\1:00\\2')`;
  const time = whole(withSeconds, `${day}(?:[ T]${minute}(?::[0-9]{2}(?:[.][0-9]{1,6})?)?(?:${offset})?)?`);
  return `(TRY_CAST(${time} AS TIMESTAMPTZ) AT TIME ZONE 'UTC')`;
}

/** A double, unless it is infinite or not a number. */
export const finite = (double: string): string => `list_filter([${double}], lambda found: isfinite(found))[1]`;
