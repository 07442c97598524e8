import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#activities/duckdb/database.ts';
import { GateFile } from '#contracts/check.ts';
import type { Finding } from '#contracts/finding.ts';
import { checkFiles } from '#files/check/run.ts';

const data = join(import.meta.dirname, '../../../../examples/nyc-flights/data');
/** Flights of the first week of May 2013 with the weather at their hour. */
const rows = 6517;

/** Columns of the clean table, each of which one kind of defect is planted in. */
const clean = `
  SELECT seq::INTEGER AS seq, flight_id, scheduled_at, carrier, origin, dest, distance, tailnum, temp,
         strftime(scheduled_at, '%Y-%m-%d') AS day,
         scheduled_at + to_minutes((30 + distance // 8)::BIGINT) AS arrives_at,
         humid, 150::BIGINT AS seats, 0.1::DOUBLE AS fee, wind_speed AS wind,
         (seq * 3)::BIGINT AS counter, scheduled_at AS seen_at, scheduled_at AS known_at,
         pressure, visib, flight AS "flight "";no.✈"
  FROM (SELECT *, row_number() OVER (ORDER BY scheduled_at, flight_id) AS seq FROM '${data}/flights.parquet'
        WHERE scheduled_at >= '2013-05-01' AND scheduled_at < '2013-05-08')
  JOIN (SELECT observed_at, origin, temp, humid, wind_speed, coalesce(pressure, 1025) AS pressure, visib FROM '${data}/weather.parquet') AS weather
    USING (origin) WHERE date_trunc('hour', scheduled_at) = observed_at`;

/** What is done to the rows of some places; the two rows that are taken away stand last. */
const defects: Readonly<Record<string, string>> = {
  flight_id: `CASE WHEN seq IN (11, 21, 31, 41, 51) THEN lag(flight_id) OVER (ORDER BY seq)
                   WHEN seq IN (1000, 2000, 3000, 4000) THEN 'X' || flight_id ELSE flight_id END`,
  tailnum: 'CASE WHEN seq BETWEEN 100 AND 199 THEN NULL ELSE tailnum END',
  distance: 'CASE WHEN seq % 900 = 1 AND seq < 6000 THEN -1 ELSE distance END',
  carrier: `CASE WHEN seq BETWEEN 50 AND 58 THEN 'ZZ' ELSE carrier END`,
  day: `CASE seq WHEN 5 THEN '05/01/2013' WHEN 6 THEN '2013-02-30' WHEN 7 THEN '' ELSE day END`,
  arrives_at: 'CASE WHEN seq BETWEEN 300 AND 307 THEN scheduled_at - INTERVAL 1 MINUTE ELSE arrives_at END',
  humid: 'humid + 40',
  dest: `CASE WHEN seq BETWEEN 400 AND 410 THEN 'XXX' WHEN seq = 500 THEN NULL ELSE dest END`,
  origin: `CASE WHEN origin = 'LGA' AND day = '2013-05-03' THEN 'JFK' ELSE origin END`,
  temp: 'CASE WHEN seq IN (1, 2, 3) THEN 500 WHEN seq IN (4, 5, 6) THEN -500 ELSE temp END',
  seats: 'CASE WHEN seq = 77 THEN 1000000 ELSE seats END',
  fee: 'CASE WHEN seq = 78 THEN 0.2 ELSE fee END',
  wind: 'wind * 2.2',
  counter: 'CASE WHEN seq IN (10, 20, 30, 40) THEN 0 ELSE counter END',
  seen_at: 'seen_at - INTERVAL 1 DAY',
  known_at: `CASE WHEN seq = 79 THEN TIMESTAMP '2103-05-01' ELSE known_at END`,
  pressure: '1025',
  visib: 'NULL',
};
const planted = `SELECT *, 'new' AS note FROM (SELECT * REPLACE (${Object.entries(defects)
  .map(([name, sql]) => `(${sql})::${name === 'visib' ? 'DOUBLE' : 'VARCHAR'} AS ${name}`)
  .join(', ')}) FROM clean WHERE seq <= ${rows - 2})`;

const number = `flight ";no.✈`;
const asOf = '2013-05-08T00:00:00Z';
const carriers = ['9E', 'AA', 'AS', 'B6', 'DL', 'EV', 'F9', 'FL', 'HA', 'MQ', 'UA', 'US', 'VX', 'WN', 'YV'];

/** Each check with what it says of the planted table; of the clean one it says that it passed. */
const cases: readonly (readonly [object, string, object])[] = [
  [
    { schema: { columns: Object.fromEntries(columnTypes()), extra: 'refuse' } },
    'COLUMN_UNEXPECTED',
    { observed: { unexpected: ['note'] } },
  ],
  [{ rowCount: { min: rows } }, 'ROW_COUNT_BELOW_MINIMUM', { observed: { rows: rows - 2 } }],
  [{ manifest: { rows } }, 'MANIFEST_MISMATCH', { observed: { rows: rows - 2 } }],
  [{ nullRate: { column: 'tailnum', max: '0.5%' } }, 'NULL_RATE_ABOVE_MAXIMUM', { affected: 114 }],
  [{ unique: { columns: ['flight_id'] } }, 'NOT_UNIQUE', { affected: 5 }],
  [{ range: { column: 'distance', min: 50, max: 5000 } }, 'VALUE_OUT_OF_RANGE', { affected: 7 }],
  [{ set: { column: 'carrier', values: carriers } }, 'VALUE_NOT_IN_SET', { affected: 9 }],
  [{ pattern: { column: 'flight_id', pattern: '^\\d{8}T\\d{4}Z-' } }, 'VALUE_NOT_MATCHED', { affected: 4 }],
  [{ dateFormat: { column: 'day', format: '%Y-%m-%d' } }, 'DATE_MALFORMED', { affected: 3 }],
  [{ compare: { left: 'scheduled_at', operator: '<', right: 'arrives_at' } }, 'COMPARISON_FAILED', { affected: 8 }],
  [{ drift: { column: 'humid', method: 'ks', max: 0.1 } }, 'DRIFT_ABOVE_MAXIMUM', { observed: { rows: rows - 2 } }],
  [
    { foreignKey: { columns: 'dest', to: { file: 'airports.csv', columns: 'code' } } },
    'FOREIGN_KEY_MISSING',
    { affected: 11 },
  ],
  [
    { completeness: { by: 'origin', expected: ['EWR', 'JFK', 'LGA'], every: '1d', at: 'scheduled_at' } },
    'GROUPS_MISSING',
    { observed: { expected: 21, missing: 1, first: [['LGA', '2013-05-03T00:00:00Z']] } },
  ],
  [
    { completeness: { by: ['origin', 'day'] } },
    'GROUPS_MISSING',
    { observed: { expected: 21, missing: 1, first: [['LGA', '2013-05-03']] } },
  ],
  [{ outliers: { column: 'temp', max: 0 } }, 'OUTLIERS_ABOVE_MAXIMUM', { affected: 6 }],
  [
    { sum: { column: 'seats', max: 150 * rows } },
    'STATISTIC_OUT_OF_BOUNDS',
    { observed: { sum: 150 * (rows - 3) + 1_000_000 } },
  ],
  [{ mean: { column: 'fee', min: 0.1, max: 0.1 } }, 'STATISTIC_OUT_OF_BOUNDS', { observed: { values: rows - 2 } }],
  [{ quantile: { column: 'wind', q: 0.5, max: 15 } }, 'STATISTIC_OUT_OF_BOUNDS', { observed: { values: rows - 2 } }],
  [{ monotonic: { column: 'counter', by: 'seq', strict: true } }, 'NOT_MONOTONIC', { affected: 4 }],
  [
    { freshness: { column: 'seen_at', maxAge: '1h', asOf } },
    'DATA_STALE',
    { observed: { latest: '2013-05-06T23:55:00Z' } },
  ],
  [
    { freshness: { column: 'known_at', maxAge: '1h', asOf } },
    'DATA_FROM_FUTURE',
    { observed: { latest: '2103-05-01T00:00:00Z' } },
  ],
  [
    { features: { columns: ['temp', 'pressure'] } },
    'FEATURE_CONSTANT',
    { observed: { constant: ['pressure'], unavailable: [] } },
  ],
  [
    { features: { columns: ['temp', 'visib', number] } },
    'FEATURE_UNAVAILABLE',
    { observed: { unavailable: ['visib'], constant: [] } },
  ],
];

function columnTypes(): [string, string][] {
  const of = (type: string, ...names: string[]): [string, string][] => names.map((name) => [name, type]);
  return [
    ...of('string', 'flight_id', 'carrier', 'origin', 'dest', 'tailnum', 'day'),
    ...of('timestamp', 'scheduled_at', 'arrives_at', 'seen_at', 'known_at'),
    ...of('integer', 'seq', 'distance', 'seats', 'counter', `flight ";no.✈`),
    ...of('number', 'temp', 'humid', 'fee', 'wind', 'pressure', 'visib'),
  ];
}

let folder: string;
let database: Database;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidegate-planted-'));
  await mkdir(join(folder, 'scratch'));
  database = await openDatabase({ folders: [folder, data], scratch: join(folder, 'scratch') });
  await database.use(async (session) => {
    await session.run(`CREATE TEMP TABLE clean AS ${clean}`);
    const types = new Map((await session.describe('SELECT * FROM clean')).map(({ name, type }) => [name, type]));
    const typed = planted.replaceAll(/\)::VARCHAR AS (\w+)/g, (_, name: string) => `)::${types.get(name)} AS ${name}`);
    await session.writeParquet('SELECT * FROM clean ORDER BY seq', join(folder, 'clean.parquet'));
    await session.writeParquet(`${typed} ORDER BY seq`, join(folder, 'planted.parquet'));
    for (const piece of [0, 1, 2, 3, 4])
      await session.writeParquet(
        `SELECT * FROM '${folder}/planted.parquet' WHERE seq % 5 = ${piece} ORDER BY hash(seq)`,
        join(folder, `piece-${piece}.parquet`),
      );
    await session.run(`COPY (SELECT DISTINCT dest AS code FROM clean) TO '${folder}/airports.csv' (HEADER)`);
  });
});
afterAll(async () => {
  database.close();
  await rm(folder, { recursive: true });
});

async function report(files: readonly string[], threads?: number) {
  const scratch = await mkdtemp(join(folder, 'scratch/'));
  const parquet = (...names: readonly string[]) => ({
    format: 'parquet' as const,
    paths: names.map((name) => join(folder, name)),
  });
  const { report: told, faults } = await checkFiles({
    gate: GateFile.parse({ name: 'flights', checks: cases.map(([check]) => check) }),
    data: parquet(...files),
    reference: parquet('clean.parquet'),
    named: new Map([['airports.csv', { format: 'csv', paths: [join(folder, 'airports.csv')] }]]),
    scratch,
    threads,
  });
  expect(faults).toEqual([]);
  return told;
}

const nameOf = (check: object): string => Object.keys(check).join();

describe('a table with planted defects', () => {
  let findings: readonly Finding[];
  beforeAll(async () => {
    ({ findings } = await report(['planted.parquet']));
  });
  it.each(cases.map(([check, code, expected], i) => [nameOf(check), code, i, expected] as const))(
    '%s: %s',
    (name, code, i, expected) => {
      expect(findings[i]).toMatchObject({ check: name, verdict: 'fail', code, ...expected });
    },
  );

  it('has one of every kind', () => {
    const kinds = new Set(cases.map(([check]) => nameOf(check)));
    expect(kinds).toHaveLength(20);
  });
});

it('in the same table without them none is found', async () => {
  const { findings, verdict } = await report(['clean.parquet']);
  expect(findings.filter((finding) => finding.verdict !== 'pass')).toEqual([]);
  expect(findings.every(({ affected = 0, check }) => affected === 0 || check === 'nullRate')).toBe(true);
  expect(verdict).toBe('pass');
});

it('reports by the same digest on one thread, of five files in another order', async () => {
  const whole = await report(['planted.parquet'], 2);
  const pieces = await report(
    [4, 2, 0, 1, 3].map((piece) => `piece-${piece}.parquet`),
    1,
  );
  expect(pieces.digest).toBe(whole.digest);
});
