import type { Database } from '../../duckdb/database.ts';
import { exactGlob, parquetFiles } from '../../duckdb/files.ts';
import { identifier, literal } from '../../duckdb/quoting.ts';
import type { Session } from '../../duckdb/session.ts';
import { runStatement, type Scan } from '../scans.ts';

/** A database that records its statements over the rows of files, while scans are recorded. */
export const recordedDatabase = (database: Database): Database => ({
  ...database,
  use: (work, signal) => database.use((session) => work(recordedSession(session)), signal),
});

/** The columns of CSV and Parquet are known from the heads of the files; for JSON all rows must be read. */
const readsRows = /\bread_(?:parquet|csv|json)\(/;
const readsRowsForColumns = /\bread_json\(/;

function recordedSession(session: Session): Session {
  const noting = <T>(sql: string, run: () => Promise<T>): Promise<T> =>
    readsRows.test(sql) ? runStatement(sql, run) : run();
  return {
    run: (sql, parameters) => noting(sql, () => session.run(sql, parameters)),
    rows: (sql, parameters) => noting(sql, () => session.rows(sql, parameters)),
    texts: (sql, parameters) => noting(sql, () => session.texts(sql, parameters)),
    describe: (query) =>
      readsRowsForColumns.test(query)
        ? runStatement(`DESCRIBE ${query}`, () => session.describe(query))
        : session.describe(query),
    matrix: (sql, parameters) => noting(sql, () => session.matrix(sql, parameters)),
    each: (sql, take) => noting(sql, () => session.each(sql, take)),
    words: (sql, take) => noting(sql, () => session.words(sql, take)),
    writeParquet: (query, path) => noting(query, () => session.writeParquet(query, path)),
  };
}

/** The files of a table by its name: those of its rows, and those that they came in where these are others. */
export type FilesOfTables = ReadonlyMap<string, readonly (readonly string[])[]>;

/** A scan without paths of this machine: its statement names tables instead. */
export function byTables(scan: Scan, files: FilesOfTables): Scan {
  const named = [...files.keys()].filter((table) => files.get(table)?.some((paths) => isNamed(paths, scan.sql)));
  const meant = scan.tables.filter((table) => named.includes(table));
  const tables = named.length === 0 ? scan.tables : meant.length > 0 ? meant : named;
  let { sql } = scan;
  for (const table of tables)
    for (const paths of files.get(table) ?? []) {
      sql = sql.replaceAll(parquetFiles(paths), identifier(table));
      for (const path of paths) sql = sql.replaceAll(literal(exactGlob(path)), literal(table));
    }
  return { ...scan, tables, sql: sql.replaceAll(/\s+/g, ' ') };
}

const isNamed = (paths: readonly string[], sql: string): boolean =>
  paths.some((path) => sql.includes(literal(exactGlob(path))));
