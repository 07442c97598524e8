import type { Window } from '#contracts/window.ts';
import { parquetFiles } from '../duckdb/files.ts';
import { freeName } from '../duckdb/free-name.ts';
import { identifier, literal } from '../duckdb/quoting.ts';
import type { ColumnType } from '../duckdb/session.ts';
import { eventTime } from './event-time.ts';
import { partitionSql } from './partition.ts';
import type { PaneSource } from './port.ts';
import type { ReadBatch } from './read.ts';
import { shapeOf } from './shape.ts';

/** The rows of one source in one window, as SQL, each with where it came from. */
export interface WindowRows {
  readonly columns: readonly ColumnType[];
  /** Gives the columns, and beside them those that are named here. */
  readonly query: string;
  /** Event time in epoch milliseconds. */
  readonly time: string;
  /** The arrival's ordinal, and the row's place in its batch. */
  readonly ordinal: string;
  readonly row: string;
}

/** Compiles the rows of a window from its batches; undefined where no batch even has columns. */
export function rowsIn(window: Window, batches: readonly ReadBatch[], source: PaneSource): WindowRows | undefined {
  const within = batches.filter(({ facts }) =>
    facts.windows.some(({ start, rows }) => start === window.start && rows > 0),
  );
  // Without a row, only Parquet knows its columns' types.
  const used = within.length > 0 ? within : batches.filter(({ entry }) => entry.format === 'parquet').slice(0, 1);
  if (used.length === 0) return undefined;
  const columns = shapeOf(used, source.columns ?? []);
  const all = used.flatMap(({ facts }) => facts.columns);
  const names = { time: freeName('__time', all), ordinal: freeName('__ordinal', all), row: freeName('__row', all) };
  const byShape = Map.groupBy(used, ({ facts }) => JSON.stringify(facts.columns.map(({ name, type }) => [name, type])));
  const queries = [...byShape.values()].map((alike) => rowsOf(window, alike, source, columns, names));
  return { columns, query: queries.join(' UNION ALL '), ...names };
}

type Names = Pick<WindowRows, 'time' | 'ordinal' | 'row'>;

/** Batches with the very same columns are read as one list of files. */
function rowsOf(
  window: Window,
  batches: readonly ReadBatch[],
  source: PaneSource,
  columns: readonly ColumnType[],
  names: Names,
) {
  const stored = batches[0]?.facts.columns ?? [];
  const file = freeName('__file', stored);
  // DuckDB counts a file's rows under this name, unless a column has it.
  const row = freeName('file_row_number', stored) === 'file_row_number' ? 'file_row_number' : '0';
  const paths = [...new Set(batches.map(({ path }) => path))];
  const spans = batches.map(({ path, entry }) => {
    const from = Math.max(window.start, entry.minTime);
    const to = Math.min(window.end - 1, entry.maxTime);
    return `(${literal(path)}, ${entry.ordinal}, ${from}, ${to})`;
  });
  const time = eventTime(source.eventTime, stored) ?? 'NULL::BIGINT';
  const mine = source.partition ? ` AND ${partitionSql(source.partition, undefined, 'stored.').mine}` : '';
  const read = parquetFiles(paths, `, filename = ${literal(file)}`);
  const given = columns.map((column) => `${storedValue(column, stored)} AS ${identifier(column.name)}`);
  return `SELECT ${given.join(', ')}, ${names.time}, batch.ordinal AS ${names.ordinal}, ${names.row}
    FROM (SELECT *, ${time} AS ${names.time}, ${row} AS ${names.row} FROM ${read}) AS stored
    JOIN (VALUES ${spans.join(', ')}) AS batch(file, ordinal, earliest, latest) ON stored.${identifier(file)} = batch.file
    WHERE ${names.time} BETWEEN batch.earliest AND batch.latest${mine}`;
}

function storedValue(
  { name, type }: ColumnType,
  stored: readonly (ColumnType & { readonly known: boolean })[],
): string {
  const column = stored.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
  if (column === undefined || (!column.known && column.type !== type)) return `CAST(NULL AS ${type})`;
  const value = `stored.${identifier(column.name)}`;
  return column.type === type ? value : `CAST(${value} AS ${type})`;
}

/** The declared order of a snapshot's part: event time, then all columns. */
export const inOrder = (rows: WindowRows): string =>
  `SELECT ${columnList(rows.columns)} FROM (${rows.query}) ORDER BY ${[rows.time, columnList(rows.columns)].join(', ')}`;

export const columnList = (columns: readonly ColumnType[], table = ''): string =>
  columns.map(({ name }) => `${table}${identifier(name)}`).join(', ');
