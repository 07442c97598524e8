import type { Check } from '#contracts/check.ts';
import { freeName } from '../duckdb/free-name.ts';
import type { Session } from '../duckdb/session.ts';
import { keyOffences, listOf, orphanOffences, valueOffences } from '../engine/duckdb/offences.ts';
import { idsOf, type Rows } from './repair.ts';
import { columnList } from './rows.ts';

export interface SetAside {
  /** All rows; the fate of offenders is `quarantined`. */
  readonly rows: Rows;
  /** The offenders with their arrival, their place in its batch (from 0), the codes of what is wrong and its columns. */
  readonly offenders: string;
  readonly count: number;
  /** Offenders by code; one may have several. */
  readonly codes: Readonly<Record<string, number>>;
}

/**
 * Sets aside the rows that break checks, each with its reasons; undefined where none does.
 *
 * @param others Parquet files of the sources that keys lead to, by source
 */
export async function setAside(
  session: Session,
  rows: Rows,
  checks: readonly Check[],
  arrivals: readonly { readonly ordinal: number; readonly id: string }[],
  others: ReadonlyMap<string, string> = new Map(),
): Promise<SetAside | undefined> {
  const { columns, fate, ordinal, row, table } = rows;
  const [reasons, about] = [freeName('reasons', columns), freeName('reason_columns', columns)];
  const left = `(SELECT * FROM ${table} WHERE ${fate} IS NULL)`;
  const byValue = [
    ...(await valueOffences(session, left, checks, columns)),
    ...(await orphanOffences(session, checks, columns, others)),
  ];
  await session.run(
    `CREATE TEMP TABLE judged AS SELECT *, ${listOf(byValue, 'code')} AS ${reasons}, ${listOf(byValue, 'column')} AS ${about} FROM ${left}`,
  );
  const byKey = keyOffences(checks, columns, [ordinal, row], `len(${reasons}) = 0`);
  const complete = `list_concat(${reasons}, ${listOf(byKey, 'code')}) AS ${reasons}, list_concat(${about}, ${listOf(byKey, 'column')}) AS ${about}`;
  await session.run(`CREATE TEMP TABLE reasoned AS SELECT * REPLACE (${complete}) FROM judged`);
  const codes = await session.texts(
    `SELECT code, count(*) FROM (SELECT unnest(list_distinct(${reasons})) AS code FROM reasoned) GROUP BY 1 ORDER BY 1`,
  );
  if (codes.length === 0) return undefined;
  await session.run(
    `CREATE TEMP TABLE parted AS
     SELECT * EXCLUDE (${reasons}, ${about}) REPLACE (CASE WHEN len(${reasons}) > 0 THEN 'quarantined' END AS ${fate}) FROM reasoned
     UNION ALL SELECT * FROM ${table} WHERE ${fate} IS NOT NULL`,
  );
  const [counted] = await session.texts(`SELECT count(*) FROM reasoned WHERE len(${reasons}) > 0`);
  const provenance = `announced.id AS ${freeName('arrival', columns)}, reasoned.${row} AS ${freeName('row', columns)}`;
  return {
    rows: { ...rows, table: 'parted' },
    offenders: `SELECT ${columnList(columns, 'reasoned.')}, ${provenance}, ${reasons}, ${about}
      FROM reasoned JOIN ${idsOf(arrivals)} ON announced.ordinal = reasoned.${ordinal}
      WHERE len(${reasons}) > 0 ORDER BY reasoned.${ordinal}, reasoned.${row}`,
    count: Number(counted?.[0]),
    codes: Object.fromEntries(codes.map(([code, count]) => [code ?? '', Number(count)])),
  };
}
