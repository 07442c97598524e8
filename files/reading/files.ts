import { join } from 'node:path';
import { exactGlob } from '#activities/duckdb/files.ts';
import { identifier, literals } from '#activities/duckdb/quoting.ts';
import type { Session } from '#activities/duckdb/session.ts';
import { Unanswerable } from '#activities/engine/engine.ts';
import { isInteger } from '#activities/engine/types.ts';
import { columnsByFile, expectDecimals } from '#activities/panes/columns.ts';
import type { Format } from '#contracts/arrival.ts';
import { sha256 } from '#domain/digest.ts';
import { typedQuery } from './text-types.ts';

/** Files of one format that hold the rows of one table. */
export interface DataFiles {
  readonly paths: readonly string[];
  readonly format: Format;
}

/**
 * Returns a table's rows as Parquet files: the given ones, or for CSV and NDJSON one that is written to the scratch
 * folder.
 *
 * CSV is RFC 4180 with a header, NDJSON has one object in each line; both are UTF-8. Throws for a record of another
 * length, an incomplete line or another encoding.
 */
export async function asParquet(session: Session, { paths, format }: DataFiles, scratch: string, name: string) {
  if (format === 'parquet') return inOneShape(session, paths);
  const query = format === 'csv' ? await csvQuery(session, paths) : await ndjsonQuery(session, paths);
  const path = parquetOf(name, scratch);
  await session.writeParquet(query, path);
  return [path];
}

/**
 * Checks that Parquet files have the same columns and types, and orders them. DuckDB reads all files with the columns
 * and types of the first: it would drop other columns and round numbers.
 *
 * Integers of different widths may be mixed. A column without values in one file may have any type there, so files with
 * values in all their columns come first.
 */
async function inOneShape(session: Session, paths: readonly string[]): Promise<readonly string[]> {
  if (paths.length === 1) {
    await expectDecimals(session, paths);
    return paths;
  }
  const shapes = [...(await columnsByFile(session, paths))].map(([path, columns]) => ({
    path,
    types: new Map(columns.map(({ name, type }) => [name, isInteger(type) ? 'integers' : type])),
  }));
  const known = new Map<string, string>();
  const full = new Set<string>();
  for (const { path, types } of shapes) {
    const names = shapes[0]?.types ?? types;
    if (types.size !== names.size || [...names.keys()].some((name) => !types.has(name))) throw severalSets();
    const differing = [...types].filter(([name, type]) => shapes.some((other) => other.types.get(name) !== type));
    const empty = await withoutValues(session, path, differing);
    if (empty.size === 0) full.add(path);
    for (const [name, type] of types) {
      if (empty.has(name)) continue;
      const before = known.get(name) ?? type;
      if (before !== type)
        throw new Unanswerable(`column ${JSON.stringify(name)} is ${before} in one file, ${type} in another`);
      known.set(name, type);
    }
  }
  // A path that is given twice stays in the list twice, so its rows count twice.
  return [...paths.filter((path) => full.has(path)), ...paths.filter((path) => !full.has(path))];
}

/** The columns that have no value in a file. */
async function withoutValues(
  session: Session,
  path: string,
  columns: readonly (readonly [string, string])[],
): Promise<Set<string>> {
  if (columns.length === 0) return new Set();
  const counts = columns.map(([name]) => `count(${identifier(name)})`);
  const [row = []] = await session.texts(`SELECT ${counts.join(', ')} FROM read_parquet(${listed([path])})`);
  return new Set(columns.flatMap(([name], i) => (row[i] === '0' ? [name] : [])));
}

const severalSets = () => new Unanswerable('the files have several sets of columns');

/**
 * The path of the Parquet file that is made for a table. It is made from a hash, because a name may be long and hold
 * any character.
 */
export const parquetOf = (name: string, scratch: string): string =>
  join(scratch, `${sha256(name).slice('sha256:'.length)}.parquet`);

const listed = (paths: readonly string[]): string => literals(paths.map(exactGlob));

async function csvQuery(session: Session, paths: readonly string[]): Promise<string> {
  // Imported only for CSV.
  const { headerOf } = await import('./csv-header.ts');
  const headers = await Promise.all(paths.map(headerOf));
  const [first = []] = headers;
  const names = JSON.stringify(first.toSorted());
  // `UNION ALL BY NAME` would fill a column that a file lacks with nulls.
  if (headers.some((header) => JSON.stringify(header.toSorted()) !== names)) throw severalSets();
  const readers = paths.map((path, i) => {
    const columns = (headers[i] ?? []).map((name) => `${identifier(name)}: 'VARCHAR'`);
    return `SELECT * FROM read_csv(${listed([path])}, ${dialect}, columns = {${columns.join(', ')}})`;
  });
  return typedQuery(session, `(${readers.join(' UNION ALL BY NAME ')})`);
}

/** Every option is set, because DuckDB's guesses would hide what is wrong with a file. */
const dialect = `auto_detect = false, header = true, skip = 0, delim = ',', quote = '"', escape = '"', strict_mode = true, null_padding = false, encoding = 'utf-8'`;

/**
 * The depth to which DuckDB infers nested JSON types. Checks refer to whole columns only, and deeper inference takes
 * extremely long.
 */
const deepest = 8;

async function ndjsonQuery(session: Session, paths: readonly string[]): Promise<string> {
  const options = `format = 'newline_delimited', sample_size = -1, maximum_sample_files = ${paths.length + 1}, union_by_name = true, maximum_object_size = 16777216, maximum_depth = ${deepest}`;
  const reader = `read_json(${listed(paths)}, ${options})`;
  const columns = await session.describe(`SELECT * FROM ${reader}`);
  const broken = columns.find(({ name }) => name.includes('\0'));
  if (broken) throw new Unanswerable(`a file names a column ${JSON.stringify(broken.name)}, which no text is`);
  // A column with values of different types is read as JSON. Its text is what checks see.
  const texts = columns.filter(({ type }) => type === 'JSON').map(({ name }) => name);
  const replaced = texts.map((name) => `${identifier(name)} ->> '$' AS ${identifier(name)}`);
  return `SELECT * ${replaced.length > 0 ? `REPLACE (${replaced.join(', ')})` : ''} FROM ${reader}`;
}
