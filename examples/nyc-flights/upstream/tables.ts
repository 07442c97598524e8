import { stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Delivery, Part, SourceName } from './deliveries.ts';

/** A file of one delivery, and what an announcement says of it. */
export interface Cut {
  readonly file: string;
  readonly rows: number;
  /** Epoch milliseconds, both inclusive. */
  readonly minTime: number;
  readonly maxTime: number;
}

/** The year's tables, from which daily files are cut. */
export interface Tables {
  /** Writes a delivery's rows to a Parquet file; undefined where there are none. */
  cut(delivery: Delivery): Promise<Cut | undefined>;
  close(): void;
}

export interface TablesOptions {
  /** Where the files go. */
  readonly folder: string;
  /** Day 0, as epoch milliseconds at midnight UTC. */
  readonly start: number;
  /** From this day on, departures give their delay in seconds. */
  readonly secondsFrom: number;
}

const data = join(import.meta.dirname, '..', 'data');
const dayMs = 86_400_000;
const eventTimes: Record<SourceName, string> = {
  flights: 'scheduled_at',
  weather: 'observed_at',
  departures: 'departed_at',
  outcomes: 'scheduled_at',
};
/** The airline whose files straggle. */
const straggler = "carrier = 'B6'";

/** Opens the shipped Parquet files. The same delivery always gives the same bytes. */
export async function openTables({ folder, start, secondsFrom }: TablesOptions): Promise<Tables> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const db = await instance.connect();
  await db.run("SET TimeZone = 'UTC'");
  return {
    async cut(delivery) {
      const { source, day, name, incident } = delivery;
      const file = join(folder, `${name}-${day}${incident === 'cut-off' ? '-cut' : ''}.parquet`);
      const at = `make_timestamp(${(start + day * dayMs) * 1_000})`;
      const seconds = source === 'departures' && day >= secondsFrom;
      const rows = rowsOf(delivery, at, seconds, `make_timestamp(${start * 1_000})`);
      await db.run(`CREATE OR REPLACE TEMP TABLE cut AS ${altered(rows, incident)}`);
      const span = await spanOf(db, eventTimes[source]);
      if (span === undefined) return undefined;
      await db.run(`COPY cut TO '${file.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd)`);
      if (incident === 'cut-off') await truncate(file, Math.floor((await stat(file)).size * 0.6));
      return { file, ...span };
    },
    close() {
      db.closeSync();
      instance.closeSync();
    },
  };
}

/** Parts in order of event time: up to a share of the rows, or from there on. */
const cuts: Partial<Record<Part, readonly ['LIMIT' | 'OFFSET', number]>> = {
  'first-half': ['LIMIT', 2],
  'second-half': ['OFFSET', 2],
  'first-third': ['LIMIT', 3],
  'last-thirds': ['OFFSET', 3],
};

function rowsOf({ source, part }: Delivery, at: string, seconds: boolean, start: string): string {
  const column = source === 'outcomes' ? 'known_at' : eventTimes[source];
  const conditions = [`${column} >= ${at}`, `${column} < ${at} + INTERVAL 1 DAY`];
  // Flights before the story began are nobody's.
  if (source === 'outcomes') conditions.push(`scheduled_at >= ${start}`);
  if (part === 'on-time') conditions.push(`NOT ${straggler}`);
  if (part === 'straggler') conditions.push(straggler);
  const columns = seconds ? '* REPLACE (dep_delay * 60 AS dep_delay)' : '*';
  const key = source === 'weather' ? 'origin' : 'flight_id';
  const from = `FROM read_parquet('${join(data, `${source}.parquet`).replaceAll("'", "''")}') WHERE ${conditions.join(' AND ')}`;
  const all = `SELECT ${columns} ${from} ORDER BY ${eventTimes[source]}, ${key}`;
  const cut = cuts[part];
  if (cut) return `SELECT * FROM (${all}) ${cut[0]} (SELECT count(*) // ${cut[1]} ${from})`;
  return all;
}

const altered = (rows: string, incident: Delivery['incident']): string =>
  incident === 'broken-rows' ? broken(rows) : incident === 'corrected' ? corrected(rows) : rows;

/** One distance was a mile short. */
const corrected = (rows: string): string => `
  WITH whole AS (SELECT row_number() OVER () AS place, * FROM (${rows}))
  SELECT * EXCLUDE (place) REPLACE (CASE WHEN place = 1 THEN distance + 1 ELSE distance END AS distance)
  FROM whole ORDER BY place`;

/** Two keys lost, two airlines that do not exist, two negative distances, and a block of twenty rows twice. */
const broken = (rows: string): string => `
  WITH whole AS (SELECT row_number() OVER () AS place, * FROM (${rows})),
  damaged AS (SELECT * REPLACE (
      CASE WHEN place IN (11, 12) THEN NULL ELSE flight_id END AS flight_id,
      CASE WHEN place IN (21, 22) THEN 'ZZ' ELSE carrier END AS carrier,
      CASE WHEN place IN (31, 32) THEN -distance ELSE distance END AS distance) FROM whole)
  SELECT * EXCLUDE (place) FROM
    (SELECT * FROM damaged UNION ALL SELECT * FROM damaged WHERE place BETWEEN 101 AND 120)
  ORDER BY place`;

async function spanOf(db: DuckDBConnection, column: string): Promise<Omit<Cut, 'file'> | undefined> {
  const result = await db.runAndReadAll(
    `SELECT count(*)::INT, epoch_ms(min(${column}))::DOUBLE, epoch_ms(max(${column}))::DOUBLE FROM cut`,
  );
  const [row] = result.getRows();
  const [rows = 0, minTime, maxTime] = (row ?? []).map(Number);
  if (rows === 0 || minTime === undefined || maxTime === undefined) return undefined;
  return { rows, minTime, maxTime };
}
