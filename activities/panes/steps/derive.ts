import { freeName } from '../../duckdb/free-name.ts';
import { identifier } from '../../duckdb/quoting.ts';
import { mismatch } from '../../engine/duckdb/conditions.ts';
import { compiled } from './compiled.ts';
import type { Step } from './step.ts';

/** A column is computed. One that is there keeps its place, a new one comes after all others. */
export const derive: Step<'derive'> = async ({ column, as }, rows, { session }) => {
  const { sql, type } = await compiled(session, as, rows);
  const name = identifier(column);
  const before = rows.columns.find((candidate) => candidate.name === column);
  // SQL takes `A` for `a`: one of them cannot come beside the other.
  if (!before && freeName(column, rows.columns) !== column) return mismatch();
  const value = type === undefined ? `CAST(NULL AS ${before?.type ?? 'VARCHAR'})` : sql;
  if (!before) return { select: `*, ${value} AS ${name}`, touched: `(${value}) IS NOT NULL` };
  const known = `${name} IS NOT NULL OR (${value}) IS NOT NULL`;
  return {
    select: `* REPLACE (${value} AS ${name})`,
    touched: type === undefined || type === before.type ? `(${value}) IS DISTINCT FROM ${name}` : known,
    nulled: `${name} IS NOT NULL AND (${value}) IS NULL`,
  };
};
