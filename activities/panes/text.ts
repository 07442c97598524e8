import type { Format } from '#contracts/arrival.ts';
import { exactGlob } from '../duckdb/files.ts';
import { identifier, literal } from '../duckdb/quoting.ts';
import type { ColumnType, Session } from '../duckdb/session.ts';
import type { PaneSource } from './port.ts';

export type TextFormat = Exclude<Format, 'parquet'>;

/**
 * SQL that reads a CSV (RFC 4180, with a header, UTF-8) or NDJSON file strictly: a ragged row or a foreign encoding is an error.
 * Types are inferred from all rows, except that a column which the contract calls a string stays text, unchanged.
 */
export async function readText(
  session: Session,
  path: string,
  format: TextFormat,
  source: PaneSource,
): Promise<string> {
  const found = await session.describe(`SELECT * FROM ${reader(path, format, '')}`);
  const texts = new Set((source.columns ?? []).filter(({ type }) => type === 'string').map(({ name }) => name));
  const typed = found.map(({ name, type }) => ({ name, type: texts.has(name) ? 'VARCHAR' : type }));
  if (format === 'csv') return `SELECT * FROM ${reader(path, format, `, types = ${struct(typed)}`)}`;
  const types = typed.map(({ name, type }) => ({ name, type: hasOffset(name, type, source) ? zoned : type }));
  return `SELECT ${types.map(asUtc).join(', ')} FROM ${reader(path, format, `, columns = ${struct(types)}`)}`;
}

const zoned = 'TIMESTAMP WITH TIME ZONE';

/** DuckDB drops the offset of a JSON text that is to be a TIMESTAMP, and takes one for text where some have `Z` and some an offset. */
const hasOffset = (name: string, type: string, { eventTime }: PaneSource): boolean =>
  type === 'TIMESTAMP' || (name === eventTime && type === 'VARCHAR');

const asUtc = ({ name, type }: ColumnType): string =>
  type === zoned ? `CAST(${identifier(name)} AS TIMESTAMP) AS ${identifier(name)}` : identifier(name);

function reader(path: string, format: TextFormat, types: string): string {
  const file = literal(exactGlob(path));
  if (format === 'ndjson') {
    return `read_json(${file}, format = 'newline_delimited', compression = 'uncompressed', sample_size = -1, maximum_object_size = 16777216${types})`;
  }
  const dialect = `header = true, delim = ',', quote = '"', escape = '"', strict_mode = true, null_padding = false`;
  return `read_csv(${file}, ${dialect}, encoding = 'utf-8', compression = 'none', sample_size = -1${types})`;
}

const struct = (types: readonly ColumnType[]): string =>
  `{${types.map(({ name, type }) => `${identifier(name)}: ${literal(type)}`).join(', ')}}`;
