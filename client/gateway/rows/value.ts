import type { Column, LogicalType } from '#contracts/contract.ts';
import { instantOf, instantOfEpoch, isDate } from './instant.ts';

/**
 * A value as it was sent: a JSON value, or the text of a CSV field. JSON numbers keep their text, because JavaScript
 * would lose digits of some.
 */
export type Given = string | boolean | null | undefined | GivenNumber | object;

/** A JSON number, as its text. */
export class GivenNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A value as JSON text, as it is written into a batch. */
export type JsonText = string;

/** Converts a value to JSON of its column's type; undefined if it is not of that type. A missing value becomes null. */
export function jsonOf(given: Given, { type }: Pick<Column, 'type'>, from: 'json' | 'text'): JsonText | undefined {
  if (given === null || given === undefined || (from === 'text' && given === '')) return 'null';
  if (typeof given === 'object' && !(given instanceof GivenNumber)) return undefined;
  if (typeof given === 'string' && !given.isWellFormed()) return undefined;
  return readers[type](given, from);
}

type Scalar = string | boolean | GivenNumber;
type Reader = (given: Scalar, from: 'json' | 'text') => JsonText | undefined;

const textOf = (given: Scalar): string => (given instanceof GivenNumber ? given.text : String(given));

/** The text of a number: in JSON a number, in CSV any text. */
const numeric = (given: Scalar, from: 'json' | 'text'): string | undefined => {
  if (given instanceof GivenNumber) return given.text;
  return from === 'text' && typeof given === 'string' ? given.trim() : undefined;
};

const [least, most] = [-(2n ** 63n), 2n ** 63n - 1n];

const readers: Readonly<Record<LogicalType, Reader>> = {
  string: (given) => JSON.stringify(textOf(given)),
  integer(given, from) {
    const text = numeric(given, from);
    if (text === undefined || !/^[+-]?\d{1,30}$/.test(text)) return undefined;
    const value = BigInt(text.replace('+', ''));
    return value < least || value > most ? undefined : value.toString();
  },
  number(given, from) {
    const text = numeric(given, from);
    if (text === undefined || !/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return undefined;
    if (!Number.isFinite(Number(text))) return undefined;
    return /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) ? text : JSON.stringify(Number(text));
  },
  boolean(given, from) {
    if (typeof given === 'boolean') return String(given);
    const text = from === 'text' && typeof given === 'string' ? given.trim().toLowerCase() : undefined;
    return text === 'true' || text === 'false' ? text : undefined;
  },
  date: (given) => (typeof given === 'string' && isDate(given.trim()) ? JSON.stringify(given.trim()) : undefined),
  timestamp: (given) => {
    const instant = instantIn(given);
    return instant && JSON.stringify(instant.text);
  },
};

/** Parses an instant: ISO 8601 text, or whole epoch milliseconds. */
export function instantIn(given: Given): ReturnType<typeof instantOf> {
  if (given instanceof GivenNumber) return /^-?\d+$/.test(given.text) ? instantOfEpoch(Number(given.text)) : undefined;
  if (typeof given !== 'string') return undefined;
  return /^-?\d{5,}$/.test(given.trim()) ? instantOfEpoch(Number(given)) : instantOf(given);
}

/** A value as text for problems, at most 100 characters. */
export const shown = (given: Given): string =>
  (given instanceof GivenNumber ? given.text : (JSON.stringify(given) ?? 'nothing')).slice(0, 100);
