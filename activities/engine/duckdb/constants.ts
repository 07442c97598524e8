import { literal } from '../../duckdb/quoting.ts';
import { Unanswerable } from '../engine.ts';
import { isDecimal, isInteger } from '../types.ts';

/** A double as SQL, to the bit. */
export const double = (value: number): string => `CAST(${literal(String(value))} AS DOUBLE)`;

/**
 * A bound for a numeric column. Whole numbers are compared as whole numbers and decimals as decimals: a double would round
 * beyond 2^53.
 *
 * @param whole how a fraction becomes the nearest whole number that bounds the same
 */
export function numberBound(value: number, type: string, whole: (value: number) => number): string {
  if (isInteger(type) && Number.isFinite(value)) return BigInt(whole(value)).toString();
  if (isDecimal(type) && /^-?\d{1,15}(\.\d{1,15})?$/.test(String(value))) return String(value);
  return double(value);
}

/** A fraction among whole numbers is compared as it is, and so equals none of them. */
export const exactly = (value: number, type: string): string =>
  numberBound(value, Number.isInteger(value) || !isInteger(type) ? type : 'DOUBLE', (number) => number);

/** An ISO 8601 time in UTC. */
export function timeBound(text: string): string {
  const time = /^(-?\d{4,6}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)Z?)?$/.exec(text);
  if (!time) throw new Unanswerable(`${JSON.stringify(text)} is no time`);
  return `TIMESTAMP ${literal(`${time[1]} ${time[2] ?? '00:00:00'}`)}`;
}
