import type { Check } from '#contracts/check.ts';
import type { ReleasedRows } from '#domain/gates/waiver.ts';
import { freeName } from '../duckdb/free-name.ts';
import type { Session } from '../duckdb/session.ts';
import { keyOffences, listOf, type Offence, orphanOffences, valueOffences } from '../engine/duckdb/offences.ts';
import { idsOf, type Rows } from './repair.ts';
import { columnList } from './rows.ts';
import type { Ruled } from './rulings.ts';

export interface SetAside {
  /** All rows; the fate of offenders is `quarantined`. */
  readonly rows: Rows;
  /** The offenders with their arrival, their place in its batch (from 0), the codes of what is wrong and its columns. */
  readonly offenders?: {
    readonly query: string;
    readonly count: number;
    /** Offenders by code; one may have several. */
    readonly codes: Readonly<Record<string, number>>;
  };
  /** Rows that break a check and are in by a ruling. */
  readonly released: ReleasedRows;
}

/**
 * Sets aside the rows that break checks, each with its reasons, but for those that are in by a ruling.
 *
 * @param others Parquet files of the sources that keys lead to, by source
 */
export async function setAside(
  session: Session,
  rows: Ruled,
  checks: readonly Check[],
  arrivals: readonly { readonly ordinal: number; readonly id: string }[],
  others: ReadonlyMap<string, readonly string[]> = new Map(),
): Promise<SetAside> {
  const { columns, fate, ordinal, row, table, released = 'false' } = rows;
  const [reasons, about] = [freeName('reasons', columns), freeName('reason_columns', columns)];
  const left = `(SELECT * FROM ${table} WHERE ${fate} IS NULL)`;
  const byValue = [
    ...(await valueOffences(session, left, checks, columns)),
    ...(await orphanOffences(session, checks, columns, others)),
  ];
  const unlessReleased = (list: string) => `CASE WHEN ${released} THEN []::VARCHAR[] ELSE ${list} END`;
  const lists = (['code', 'column'] as const).map((entry) => unlessReleased(listOf(byValue, entry)));
  await session.run(
    `CREATE OR REPLACE TEMP TABLE judged AS SELECT *, ${lists[0]} AS ${reasons}, ${lists[1]} AS ${about} FROM ${left}`,
  );
  const byKey = keyOffences(checks, columns, [ordinal, row], `len(${reasons}) = 0`);
  const complete = (
    [
      [reasons, 'code'],
      [about, 'column'],
    ] as const
  ).map(([name, entry]) => `list_concat(${name}, ${unlessReleased(listOf(byKey, entry))}) AS ${name}`);
  await session.run(`CREATE OR REPLACE TEMP TABLE reasoned AS SELECT * REPLACE (${complete.join(', ')}) FROM judged`);
  const counted =
    rows.released === undefined ? [] : await countReleased(session, rows.released, [...byValue, ...byKey]);
  const codes = await session.texts(
    `SELECT code, count(*) FROM (SELECT unnest(list_distinct(${reasons})) AS code FROM reasoned) GROUP BY 1 ORDER BY 1`,
  );
  if (codes.length === 0) return { rows, released: counted };
  await session.run(
    `CREATE OR REPLACE TEMP TABLE parted AS
     SELECT * EXCLUDE (${reasons}, ${about}) REPLACE (CASE WHEN len(${reasons}) > 0 THEN 'quarantined' END AS ${fate}) FROM reasoned
     UNION ALL SELECT * FROM ${table} WHERE ${fate} IS NOT NULL`,
  );
  const [count] = await session.texts(`SELECT count(*) FROM reasoned WHERE len(${reasons}) > 0`);
  const provenance = `announced.id AS ${freeName('arrival', columns)}, reasoned.${row} AS ${freeName('row', columns)}`;
  return {
    rows: { ...rows, table: 'parted' },
    offenders: {
      query: `SELECT ${columnList(columns, 'reasoned.')}, ${provenance}, ${reasons}, ${about}
        FROM reasoned JOIN ${idsOf(arrivals)} ON announced.ordinal = reasoned.${ordinal}
        WHERE len(${reasons}) > 0 ORDER BY reasoned.${ordinal}, reasoned.${row}`,
      count: Number(count?.[0]),
      codes: Object.fromEntries(codes.map(([code, rowsOfCode]) => [code ?? '', Number(rowsOfCode)])),
    },
    released: counted,
  };
}

/** How many rows break each check and are in by a ruling. */
async function countReleased(session: Session, released: string, offences: readonly Offence[]) {
  if (offences.length === 0) return [];
  const marks = offences.map(({ condition }, i) => `${condition} AS broken${i}`).join(', ');
  const counts = offences.map((_, i) => `count(*) FILTER (WHERE mine AND broken${i})`).join(', ');
  const [row = []] = await session.texts(`SELECT ${counts} FROM (SELECT ${released} AS mine, ${marks} FROM judged)`);
  return offences.flatMap(({ check }, i) => (Number(row[i]) > 0 ? [{ check, rows: Number(row[i]) }] : []));
}
