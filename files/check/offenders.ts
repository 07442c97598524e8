import { parquetFiles } from '#activities/duckdb/files.ts';
import { freeName } from '#activities/duckdb/free-name.ts';
import { identifier, literal } from '#activities/duckdb/quoting.ts';
import type { ColumnType, Session } from '#activities/duckdb/session.ts';
import { keyOffences, listOf, orphanOffences, valueOffences } from '#activities/engine/duckdb/offences.ts';
import type { Format } from '#contracts/arrival.ts';
import type { Check } from '#contracts/check.ts';

/**
 * Rows that break checks, with values as text. The last two columns hold the codes, and the columns that the codes are
 * about.
 */
export interface OffendingRows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** The checks that rows break, and the Parquet files of the tables that foreign keys refer to, by source. */
export interface Offended {
  readonly checks: readonly Check[];
  readonly others: ReadonlyMap<string, readonly string[]>;
}

/** Returns the first offending rows, ordered by all their columns. */
export async function firstOffenders(
  session: Session,
  paths: readonly string[],
  { checks, others }: Offended,
  atMost: number,
): Promise<OffendingRows> {
  const { query, columns } = await offendersOf(session, paths, { checks, others });
  const rows = await session.texts(`SELECT COLUMNS(*)::VARCHAR FROM (${query} LIMIT ${atMost})`);
  return { columns, rows };
}

/** Writes all offending rows to a file. If there are none, the file has no rows. */
export async function writeOffenders(
  session: Session,
  paths: readonly string[],
  { checks, others }: Offended,
  to: { readonly path: string; readonly format: Format },
): Promise<void> {
  const { query } = await offendersOf(session, paths, { checks, others });
  const options = { parquet: 'FORMAT parquet', csv: 'FORMAT csv, HEADER', ndjson: 'FORMAT json' }[to.format];
  await session.run(`COPY (${query}) TO ${literal(to.path)} (${options})`);
}

async function offendersOf(session: Session, paths: readonly string[], { checks, others }: Offended) {
  const from = parquetFiles(paths);
  const columns = await session.describe(`SELECT * FROM ${from}`);
  const [reasons, about] = [freeName('reasons', columns), freeName('reason_columns', columns)];
  const offences = [
    ...(await valueOffences(session, from, checks, columns)),
    ...(await orphanOffences(session, checks, columns, others)),
    ...keyOffences(checks, columns, inOrderOf(columns), 'true'),
  ];
  const joined = (entry: 'code' | 'column') => `array_to_string(${listOf(offences, entry)}, '; ')`;
  const judged = `SELECT *, ${joined('code')} AS ${reasons}, ${joined('column')} AS ${about} FROM ${from}`;
  return {
    query: `SELECT * FROM (${judged}) WHERE ${reasons} <> '' ORDER BY ALL`,
    columns: [...columns.map(({ name }) => name), reasons, about],
  };
}

/**
 * Of rows with the same key, the first is no repeat. Rows are ordered by all their columns, so that this does not
 * depend on where they are stored.
 */
const inOrderOf = (columns: readonly ColumnType[]): string[] => columns.map(({ name }) => identifier(name));
