import { floorMod, type WindowGrid, windowsOf } from '#domain/time/windows.ts';
import { parquetFiles } from '../duckdb/files.ts';
import { identifier } from '../duckdb/quoting.ts';
import type { ColumnType, Session } from '../duckdb/session.ts';
import { eventTime, freeName } from './event-time.ts';
import type { PartitionSql } from './partition.ts';

/** What reading a whole batch tells, whichever pane asks. */
export interface BatchFacts {
  readonly rows: number;
  /** Columns as they are stored; `known` where there is a value at all. */
  readonly columns: readonly (ColumnType & { readonly known: boolean })[];
  /** Every window with rows, by start. */
  readonly windows: readonly { readonly start: number; readonly rows: number }[];
  /** Rows without an event time, outside the declared times, in no window, or in no partition that was declared. */
  readonly outside: number;
}

/** What a batch is read against; times are epoch milliseconds, both inclusive. */
export interface Declared {
  readonly eventTime: string;
  readonly minTime: number;
  readonly maxTime: number;
  readonly grid: WindowGrid;
  readonly partition?: PartitionSql | undefined;
}

/** Reads a Parquet file to its last value; undefined where it lacks the event time. Throws what DuckDB throws of a broken file. */
export async function readFacts(session: Session, path: string, declared: Declared): Promise<BatchFacts | undefined> {
  const from = parquetFiles([path]);
  const types = await session.describe(`SELECT * FROM ${from}`);
  const names = types.map(({ name }) => identifier(name));
  const time = eventTime(declared.eventTime, types);
  // A digest of all values makes DuckDB decode all of them: counts alone it would answer from the file's statistics.
  const values = [`bit_xor(hash(${names.join(', ')}))`, ...names.map((name) => `count(${name})`)];
  const { partition } = declared;
  const lacks = partition !== undefined && !types.some(({ name }) => name === partition.column);
  const belongs = partition === undefined || lacks ? `'mine'` : partition.belongs;
  const [slot, whose] = [freeName('__slot', types), freeName('__whose', types)];
  const slots = await session.texts(
    `SELECT CASE WHEN ${whose} = 'mine' THEN ${slot} END, count(*), ${values.join(', ')}, ${whose}
     FROM (SELECT *, ${slotOf(time ?? 'NULL::BIGINT', declared)} AS ${slot}, ${belongs} AS ${whose} FROM ${from})
     GROUP BY ALL ORDER BY ALL`,
  );
  const rows = slots.reduce((sum, slot) => sum + Number(slot[1]), 0);
  if ((time === undefined || lacks) && rows > 0) return undefined;
  const columns = types.map((column, i) => ({ ...column, known: slots.some((slot) => slot[i + 3] !== '0') }));
  const ours = slots.filter((slot) => slot.at(-1) !== 'others');
  return { rows, columns, ...windowsOfSlots(ours, declared.grid) };
}

/** SQL for the slot that a row falls into, so narrow that it lies wholly inside or outside any window; null outside of what was declared. */
function slotOf(time: string, { minTime, maxTime, grid }: Declared): string {
  const width = greatestCommonDivisor(grid.size, grid.period);
  const into = `((${time} - ${floorMod(grid.offset, width)}) % ${width} + ${width}) % ${width}`;
  return `CASE WHEN ${time} BETWEEN ${minTime} AND ${maxTime} THEN ${time} - ${into} END`;
}

function windowsOfSlots(slots: readonly (readonly (string | null)[])[], grid: WindowGrid) {
  const rowsByStart = new Map<number, number>();
  let outside = 0;
  for (const [slot, count] of slots) {
    const rows = Number(count);
    const start = slot === null ? Number.NaN : Number(slot);
    const windows = Number.isNaN(start) ? [] : [...windowsOf({ minTime: start, maxTime: start }, grid)];
    if (windows.length === 0) outside += rows;
    for (const window of windows) rowsByStart.set(window.start, (rowsByStart.get(window.start) ?? 0) + rows);
  }
  const windows = [...rowsByStart].map(([start, rows]) => ({ start, rows })).sort((a, b) => a.start - b.start);
  return { windows, outside };
}

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b));
