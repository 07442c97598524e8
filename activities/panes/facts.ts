import { type GridFrom, slotsOf, type WindowGrid, windowsByVersion } from '#domain/time/windows.ts';
import { parquetFiles } from '../duckdb/files.ts';
import { freeName } from '../duckdb/free-name.ts';
import { identifier, literal } from '../duckdb/quoting.ts';
import type { ColumnType, Session } from '../duckdb/session.ts';
import { columnsByFile } from './columns.ts';
import { eventTime } from './event-time.ts';
import { partitionSql } from './partition.ts';
import type { PartitionFilter } from './port.ts';

/** What is known of a batch once all of it was read; the same for every pane. */
export interface BatchFacts {
  readonly rows: number;
  /** Columns as they are stored; `known` where there is a value at all. */
  readonly columns: readonly (ColumnType & { readonly known: boolean })[];
  /** Every window with rows, by start. */
  readonly windows: readonly { readonly start: number; readonly rows: number }[];
  /** Rows without an event time, outside the declared times, in no window, or in no partition that was declared. */
  readonly outside: number;
}

/** A batch's Parquet file, and what was declared of it; times are epoch milliseconds, both inclusive. */
export interface DeclaredFile {
  readonly path: string;
  readonly minTime: number;
  readonly maxTime: number;
  /** The partitions that it was announced for; all where it named none. */
  readonly partitions?: readonly string[] | undefined;
}

/** What batches are read against. */
export interface Against {
  readonly eventTime: string;
  readonly grid: WindowGrid;
  /** If the grid changed, or whether the source is declared: all grids that were in force. */
  readonly grids?: readonly GridFrom[] | undefined;
  readonly partition?: PartitionFilter | undefined;
}

/**
 * Reads Parquet files to their last value, those of the same columns by one scan. Facts in the order of the files; undefined for
 * one that lacks the event time. Throws what DuckDB throws of a broken file.
 */
export async function readFacts(
  session: Session,
  files: readonly DeclaredFile[],
  against: Against,
): Promise<(BatchFacts | undefined)[]> {
  const columns = await columnsByFile(session, [...new Set(files.map(({ path }) => path))]);
  const facts = new Map<DeclaredFile, BatchFacts>();
  const alike = Map.groupBy(files, ({ path, partitions }) => JSON.stringify([columns.get(path), partitions]));
  for (const group of alike.values()) {
    const [first] = group;
    const types = (first && columns.get(first.path)) ?? [];
    const slots = await countSlots(session, group, types, against);
    for (const [i, file] of group.entries()) {
      const found = factsOf(slots.get(i) ?? [], types, against);
      if (found) facts.set(file, found);
    }
  }
  return files.map((file) => facts.get(file));
}

/** The number of rows of a file that fall into one slot. */
interface Slot {
  /** Where the slot begins in event time; null outside of what was declared. */
  readonly start: string | null;
  readonly rows: number;
  /** Whether each column has a value among them. */
  readonly known: readonly boolean[];
  readonly whose: string | null;
}

/** The slots of each file of a group, by its place in the group. */
async function countSlots(
  session: Session,
  files: readonly DeclaredFile[],
  types: readonly ColumnType[],
  against: Against,
): Promise<Map<number, Slot[]>> {
  const names = types.map(({ name }) => identifier(name));
  // A digest of all values forces DuckDB to decode all of them; counts alone would be answered from the file's statistics.
  const values = [`bit_xor(hash(${names.join(', ')}))`, ...names.map((name) => `count(${name})`)];
  const [file, slot, whose] = ['__file', '__slot', '__whose'].map((name) => freeName(name, types));
  const [place, earliest, latest] = ['__place', '__earliest', '__latest'].map((name) => freeName(name, types));
  const time = eventTime(against.eventTime, types) ?? 'NULL::BIGINT';
  const declared = files.map(({ path, minTime, maxTime }, i) => `(${literal(path)}, ${i}, ${minTime}, ${maxTime})`);
  const read = parquetFiles([...new Set(files.map(({ path }) => path))], `, filename = ${literal(String(file))}`);
  const within = `${time} BETWEEN ${earliest} AND ${latest}`;
  const counted = await session.texts(
    `SELECT ${place}, CASE WHEN ${whose} = 'mine' THEN ${slot} END, count(*), ${whose}, ${values.join(', ')}
     FROM (SELECT *, CASE WHEN ${within} THEN ${slotOf(time, gridsOf(against))} END AS ${slot}, ${belongsSql(files[0], types, against)} AS ${whose}
           FROM ${read} JOIN (VALUES ${declared.join(', ')}) AS batch(${file}, ${place}, ${earliest}, ${latest}) USING (${file}))
     GROUP BY ALL ORDER BY ALL`,
  );
  const slots = counted.map(([at, start = null, rows, whom = null, , ...counts]) => ({
    place: Number(at),
    start,
    rows: Number(rows),
    whose: whom,
    known: counts.map((count) => count !== '0'),
  }));
  return Map.groupBy(slots, (found) => found.place);
}

const lacksPartition = (types: readonly ColumnType[], { partition }: Against): boolean =>
  partition !== undefined && !types.some(({ name }) => name === partition.by);

const belongsSql = (file: DeclaredFile | undefined, types: readonly ColumnType[], against: Against): string =>
  against.partition === undefined || lacksPartition(types, against)
    ? `'mine'`
    : partitionSql(against.partition, file?.partitions).belongs;

function factsOf(slots: readonly Slot[], types: readonly ColumnType[], against: Against): BatchFacts | undefined {
  const rows = slots.reduce((sum, slot) => sum + slot.rows, 0);
  const unplaced = eventTime(against.eventTime, types) === undefined || lacksPartition(types, against);
  if (unplaced && rows > 0) return undefined;
  const columns = types.map((column, i) => ({ ...column, known: slots.some(({ known }) => known[i]) }));
  return { rows, columns, ...windowsOfSlots(slots, gridsOf(against)) };
}

const gridsOf = ({ grid, grids }: Against): readonly GridFrom[] => grids ?? [{ from: null, grid }];

/** SQL for the slot that a time falls into, so narrow that it lies wholly inside or outside any window. */
function slotOf(time: string, grids: readonly GridFrom[]): string {
  const { width, offset } = slotsOf(grids.flatMap(({ grid }) => grid ?? []));
  return `${time} - ((${time} - ${offset}) % ${width} + ${width}) % ${width}`;
}

function windowsOfSlots(slots: readonly Slot[], grids: readonly GridFrom[]) {
  const rowsByStart = new Map<number, number>();
  let outside = 0;
  for (const { start, rows } of slots.filter(({ whose }) => whose !== 'others')) {
    const at = Number(start);
    const windows = start === null ? [] : [...windowsByVersion({ minTime: at, maxTime: at }, grids)];
    if (windows.length === 0) outside += rows;
    for (const window of windows) rowsByStart.set(window.start, (rowsByStart.get(window.start) ?? 0) + rows);
  }
  const windows = [...rowsByStart].map(([start, rows]) => ({ start, rows })).sort((a, b) => a.start - b.start);
  return { windows, outside };
}
