import type { Check } from '#contracts/check.ts';
import { freeName } from '../duckdb/free-name.ts';
import type { Session } from '../duckdb/session.ts';
import { type SetAside, setAside } from './quarantine.ts';
import { idsOf, type Rows } from './repair.ts';
import type { Ruled } from './rulings.ts';

type Arrivals = Parameters<typeof setAside>[3];

/**
 * Sets rows aside by the checks of one round after the other: each looks at what the one before it left. What is set aside is
 * that of all rounds together, in order of arrival.
 */
export async function setAsideByRounds(
  session: Session,
  rows: Ruled,
  rounds: readonly (readonly Check[])[],
  arrivals: Arrivals,
  others: ReadonlyMap<string, readonly string[]>,
): Promise<SetAside> {
  const found: NonNullable<SetAside['offenders']>[] = [];
  const released: SetAside['released'][number][] = [];
  let left = rows;
  for (const checks of rounds) {
    const aside = await setAside(session, left, checks, arrivals, others);
    left = { ...left, table: aside.rows.table };
    released.push(...aside.released);
    if (!aside.offenders) continue;
    const { query, ...counts } = aside.offenders;
    const table = `aside_${found.length}`;
    await session.run(`CREATE TEMP TABLE ${table} AS ${query}`);
    found.push({ query: `SELECT * FROM ${table}`, ...counts });
  }
  if (found.length === 0) return { rows: left, released };
  return { rows: left, released, offenders: together(found, rows, arrivals) };
}

function together(
  found: readonly NonNullable<SetAside['offenders']>[],
  { columns }: Rows,
  arrivals: Arrivals,
): NonNullable<SetAside['offenders']> {
  const [arrival, row] = [freeName('arrival', columns), freeName('row', columns)];
  const codes: Record<string, number> = {};
  for (const [code, rows] of found.flatMap((round) => Object.entries(round.codes)).sort())
    codes[code] = (codes[code] ?? 0) + rows;
  return {
    query: `SELECT aside.* FROM (${found.map(({ query }) => query).join(' UNION ALL ')}) AS aside
      JOIN ${idsOf(arrivals)} ON announced.id = aside.${arrival} ORDER BY announced.ordinal, aside.${row}`,
    count: found.reduce((sum, { count }) => sum + count, 0),
    codes,
  };
}
