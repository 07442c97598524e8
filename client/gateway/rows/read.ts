import { CsvError, parse } from 'csv-parse/sync';
import { problemOf, TidegateError } from '#contracts/problem.ts';
import { type Given, GivenNumber } from './value.ts';

/** A row as it was sent: its values by column, or why it could not be read. */
export type GivenRow = ReadonlyMap<string, Given> | { readonly fault: string };

export interface GivenRows {
  readonly rows: readonly GivenRow[];
  /** `json` if values have types, `text` if all values are text (CSV). */
  readonly from: 'json' | 'text';
}

/**
 * Parsers for a body of rows, by content type. They throw `ARRIVAL_MALFORMED` if the body as a whole cannot be parsed.
 */
export const rowReaders: Readonly<Record<string, (text: string) => GivenRows>> = {
  'application/json': readArray,
  'application/x-ndjson': readLines,
  'application/ndjson': readLines,
  'text/csv': readCsv,
};

function readArray(text: string): GivenRows {
  const values = parsed(text);
  if (!Array.isArray(values)) throw malformed('the body is no JSON array of rows', 'a JSON array of objects');
  return { rows: values.map(rowOf), from: 'json' };
}

function readLines(text: string): GivenRows {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return { rows: lines.map((line) => rowOf(parsed(line))), from: 'json' };
}

function readCsv(text: string): GivenRows {
  const [header = [], ...records] = recordsOf(text);
  const [repeated] = header.filter((name, i) => header.indexOf(name) !== i);
  if (header.length === 0 || repeated !== undefined)
    throw malformed(`the header ${repeated === undefined ? 'is missing' : `names \`${repeated}\` twice`}`, 'a header');
  return {
    from: 'text',
    rows: records.map((record) =>
      record.length === header.length
        ? new Map(record.map((value, i) => [header[i] ?? '', value]))
        : { fault: `${record.length} values for ${header.length} columns` },
    ),
  };
}

function recordsOf(text: string): string[][] {
  try {
    return parse(text, { bom: true, relaxColumnCount: true, skipEmptyLines: true });
  } catch (error) {
    throw malformed(`the body is no CSV: ${error instanceof CsvError ? error.message : String(error)}`, 'RFC 4180');
  }
}

/** Stands for text that is not JSON. A symbol, because no JSON value equals it. */
const notJson = Symbol('not JSON');

/** The third argument, with the text of a primitive, is new in ECMAScript 2026. */
type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

const keepNumbers: Reviver = (_, value, { source = '' }) =>
  typeof value === 'number' ? new GivenNumber(source) : value;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text, keepNumbers as (key: string, value: unknown) => unknown);
  } catch {
    return notJson;
  }
}

function rowOf(value: unknown): GivenRow {
  if (value === notJson) return { fault: 'no JSON' };
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof GivenNumber)
    return { fault: 'no JSON object' };
  return new Map(Object.entries(value));
}

function malformed(message: string, expected: string): TidegateError {
  return new TidegateError({ ...problemOf('ARRIVAL_MALFORMED', message), expected });
}
