import { join } from 'node:path';
import type { Format } from '#contracts/arrival.ts';
import { exactGlob } from '../duckdb/files.ts';
import { literals } from '../duckdb/quoting.ts';
import type { Session } from '../duckdb/session.ts';
import { Unanswerable } from '../engine/engine.ts';
import { typedQuery } from './text-types.ts';

/** Files of one format that hold the rows of one table. */
export interface DataFiles {
  readonly paths: readonly string[];
  readonly format: Format;
}

/**
 * Gives a table's rows as Parquet files: those that are given, or one that is made of texts in a scratch folder.
 *
 * CSV is RFC 4180 with a header, NDJSON one object a line, both UTF-8: a ragged row, half a line or another encoding throws.
 */
export async function asParquet(session: Session, { paths, format }: DataFiles, scratch: string, name: string) {
  if (format === 'parquet') return paths;
  const query = format === 'csv' ? await csvQuery(session, paths) : await ndjsonQuery(session, paths);
  const path = join(scratch, `${name}.parquet`);
  await session.writeParquet(query, path);
  return [path];
}

const listed = (paths: readonly string[]): string => literals(paths.map(exactGlob));

async function csvQuery(session: Session, paths: readonly string[]): Promise<string> {
  const dialect = `header = true, delim = ',', quote = '"', escape = '"', strict_mode = true, null_padding = false`;
  const reader = (files: readonly string[]) =>
    `read_csv(${listed(files)}, ${dialect}, encoding = 'utf-8', all_varchar = true, union_by_name = true)`;
  await expectOneShape(session, paths, (path) => reader([path]));
  return typedQuery(session, reader(paths));
}

/** A file that lacks a column would give nulls. */
async function expectOneShape(
  session: Session,
  paths: readonly string[],
  readerOf: (path: string) => string,
): Promise<void> {
  const shapes = new Set<string>();
  for (const path of paths) {
    const columns = await session.describe(`SELECT * FROM ${readerOf(path)}`);
    shapes.add(JSON.stringify(columns.map(({ name }) => name).toSorted()));
  }
  if (shapes.size > 1) throw new Unanswerable('the files have several sets of columns');
}

async function ndjsonQuery(session: Session, paths: readonly string[]): Promise<string> {
  const options = `format = 'newline_delimited', sample_size = -1, maximum_sample_files = ${paths.length + 1}, union_by_name = true, maximum_object_size = 16777216`;
  const reader = `read_json(${listed(paths)}, ${options})`;
  const columns = await session.describe(`SELECT * FROM ${reader}`);
  // What is a number here and a text there comes as JSON: its text is what there is to be checked.
  const texts = columns.filter(({ type }) => type === 'JSON').map(({ name }) => name);
  const replaced = texts.map((name) => `"${name.replaceAll('"', '""')}" ->> '$' AS "${name.replaceAll('"', '""')}"`);
  return `SELECT * ${replaced.length > 0 ? `REPLACE (${replaced.join(', ')})` : ''} FROM ${reader}`;
}
