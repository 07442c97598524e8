import { floorMod, type WindowGrid, windowsOf } from '#domain/time/windows.ts';
import { parquetFiles } from '../duckdb/files.ts';
import { identifier } from '../duckdb/quoting.ts';
import type { ColumnType, Session } from '../duckdb/session.ts';
import { eventTime } from './event-time.ts';

/** What reading a whole batch tells, whichever pane asks. */
export interface BatchFacts {
  readonly rows: number;
  /** Columns as they are stored; `known` where there is a value at all. */
  readonly columns: readonly (ColumnType & { readonly known: boolean })[];
  /** Every window with rows, by start. */
  readonly windows: readonly { readonly start: number; readonly rows: number }[];
  /** Rows without an event time, outside the declared times, or in no window. */
  readonly outside: number;
}

/** What a batch is read against; times are epoch milliseconds, both inclusive. */
export interface Declared {
  readonly eventTime: string;
  readonly minTime: number;
  readonly maxTime: number;
  readonly grid: WindowGrid;
}

/** Reads a Parquet file to its last value; undefined where it lacks the event time. Throws what DuckDB throws of a broken file. */
export async function readFacts(session: Session, path: string, declared: Declared): Promise<BatchFacts | undefined> {
  const from = parquetFiles([path]);
  const types = await session.describe(`SELECT * FROM ${from}`);
  const names = types.map(({ name }) => identifier(name));
  // A digest of all values makes DuckDB decode all of them: counts alone it would answer from the file's statistics.
  const values = names.map((name) => `count(${name})`).join(', ');
  const [row] = await session.texts(`SELECT count(*), bit_xor(hash(${names.join(', ')})), ${values} FROM ${from}`);
  const rows = Number(row?.[0]);
  const columns = types.map((column, i) => ({ ...column, known: Number(row?.[i + 2]) > 0 }));
  if (rows === 0) return { rows, columns, windows: [], outside: 0 };
  const time = eventTime(declared.eventTime, types);
  return time === undefined ? undefined : { rows, columns, ...(await windowsIn(session, from, time, declared)) };
}

/** Counts rows in slots so narrow that each lies wholly inside or outside any window, and adds them up by window. */
async function windowsIn(session: Session, from: string, time: string, { minTime, maxTime, grid }: Declared) {
  const width = greatestCommonDivisor(grid.size, grid.period);
  const offset = floorMod(grid.offset, width);
  const slot = `ms - (((ms - ${offset}) % ${width}) + ${width}) % ${width}`;
  const slots = await session.texts(
    `SELECT CASE WHEN ms BETWEEN ${minTime} AND ${maxTime} THEN ${slot} END AS slot, count(*)
     FROM (SELECT ${time} AS ms FROM ${from}) GROUP BY 1 ORDER BY 1`,
  );
  const rowsByStart = new Map<number, number>();
  let outside = 0;
  for (const [start, count] of slots) {
    const inSlot = Number(count);
    const windows =
      start === null || start === undefined
        ? []
        : [...windowsOf({ minTime: Number(start), maxTime: Number(start) }, grid)];
    if (windows.length === 0) outside += inSlot;
    for (const window of windows) rowsByStart.set(window.start, (rowsByStart.get(window.start) ?? 0) + inSlot);
  }
  const windows = [...rowsByStart].map(([start, rows]) => ({ start, rows })).sort((a, b) => a.start - b.start);
  return { windows, outside };
}

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b));
