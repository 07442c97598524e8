import { identifier } from '../../duckdb/quoting.ts';
import type { Session } from '../../duckdb/session.ts';
import type { EngineColumn } from '../engine.ts';
import { isDecimal, isFloat } from '../types.ts';

export async function levels(session: Session, from: string, { name, type }: EngineColumn, atMost: number) {
  const column = identifier(name);
  const grouped = `SELECT ${levelOf(column, type)}, count(*)::VARCHAR FROM ${from} WHERE ${column} IS NOT NULL GROUP BY 1`;
  const rows = await session.texts(`${grouped} ORDER BY 1 LIMIT ${atMost}`);
  return rows.map(([value, count]) => ({ value: value ?? '', count: count ?? '0' }));
}

/** Equal numbers are one level, whatever their type: `1`, `1.0` and `1.00`. Zero is one level, whatever its sign. */
function levelOf(column: string, type: string): string {
  if (isFloat(type)) return `regexp_replace((CASE WHEN ${column} = 0 THEN 0 ELSE ${column} END)::VARCHAR, '\\.0$', '')`;
  return isDecimal(type)
    ? `regexp_replace(${column}::VARCHAR, '\\.0+$|(\\.[0-9]*[1-9])0+$', '\\1')`
    : `${column}::VARCHAR`;
}

export async function extremes(session: Session, from: string, { name }: EngineColumn) {
  const column = identifier(name);
  const [row] = await session.texts(`SELECT min(${column})::DOUBLE, max(${column})::DOUBLE FROM ${from}`);
  const [least, greatest] = row ?? [];
  return typeof least === 'string' && typeof greatest === 'string' ? ([least, greatest] as const) : undefined;
}

/** Minimum and maximum are the same exactly where there is one distinct value. */
export async function variety(session: Session, from: string, { name }: EngineColumn): Promise<string> {
  const column = identifier(name);
  const [row] = await session.texts(
    `SELECT (CASE WHEN count(${column}) = 0 THEN 0 WHEN min(${column}) = max(${column}) THEN 1 ELSE 2 END)::VARCHAR FROM ${from}`,
  );
  return row?.[0] ?? '0';
}
