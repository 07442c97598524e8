import type { Check } from '#contracts/check.ts';
import type { Code } from '#contracts/codes.ts';
import { exceeds } from '#domain/gates/checks/verdicts.ts';
import { identifier, literal } from '../duckdb/quoting.ts';
import type { ColumnType, Session } from '../duckdb/session.ts';
import { conditionOf } from '../engine/duckdb/conditions.ts';
import { type Count, Unanswerable } from '../engine/engine.ts';

/** A condition that makes a row an offender, with the code and the column that are put beside it. */
export interface Offence {
  readonly code: Code;
  readonly column: string;
  readonly condition: string;
}

/** The source that a check about rows reads; undefined where it names none. */
export function sourceOf(check: Check): string | undefined {
  const [options] = Object.values(check);
  return options?.source;
}

/** Offences that a row shows by itself. A null is one only where a check's share of nulls is exceeded by the rows at hand. */
export async function valueOffences(
  session: Session,
  table: string,
  checks: readonly Check[],
  columns: readonly ColumnType[],
): Promise<Offence[]> {
  const offences: Offence[] = [];
  for (const check of checks) {
    const offence = offenceOf(check, columns);
    if (offence === undefined) continue;
    if ('nullRate' in check && !(await nullsExceed(session, table, offence.condition, check.nullRate.max))) continue;
    offences.push(offence);
  }
  return offences;
}

function offenceOf(check: Check, columns: readonly ColumnType[]): Offence | undefined {
  if ('nullRate' in check)
    return offence('NULL_RATE_ABOVE_MAXIMUM', { kind: 'nulls', column: check.nullRate.column }, columns);
  if ('range' in check) {
    const { column, min, max } = check.range;
    return offence('VALUE_OUT_OF_RANGE', { kind: 'outside', column, min, max }, columns);
  }
  if ('set' in check) {
    const { column, values } = check.set;
    return offence('VALUE_NOT_IN_SET', { kind: 'notIn', column, values }, columns);
  }
  return undefined;
}

/** A check that cannot be asked of these columns has no offenders: it ends in an error of its own. */
function offence(
  code: Code,
  count: Exclude<Count, { kind: 'rows' }>,
  columns: readonly ColumnType[],
): Offence | undefined {
  try {
    return { code, column: count.column, condition: conditionOf(count, columns) };
  } catch (fault) {
    if (fault instanceof Unanswerable) return undefined;
    throw fault;
  }
}

async function nullsExceed(session: Session, table: string, condition: string, max: number): Promise<boolean> {
  const [row] = await session.texts(`SELECT count(*), count(*) FILTER (WHERE ${condition}) FROM ${table}`);
  const [rows = 0, nulls = 0] = (row ?? []).map(Number);
  return rows > 0 && exceeds(nulls / rows, max);
}

/** Rows beyond the first of each key, in order of arrival; rows with a null in the key have no key. */
export function repeatsOf(columns: readonly string[], order: readonly string[], among: string): string {
  const key = columns.map(identifier);
  const known = key.map((column) => `${column} IS NOT NULL`);
  const place = `row_number() OVER (PARTITION BY ${[among, ...key].join(', ')} ORDER BY ${order.join(', ')})`;
  return `(${[among, ...known].join(' AND ')} AND ${place} > 1)`;
}

/** Offences of repeated keys, counted among the rows that do not offend otherwise. */
export function keyOffences(
  checks: readonly Check[],
  columns: readonly ColumnType[],
  order: readonly string[],
  sound: string,
): Offence[] {
  const names = new Set(columns.map(({ name }) => name));
  return checks.flatMap((check) => {
    if (!('unique' in check) || !check.unique.columns.every((name) => names.has(name))) return [];
    const key = check.unique.columns;
    return [{ code: 'NOT_UNIQUE' as const, column: key.join(', '), condition: repeatsOf(key, order, sound) }];
  });
}

/** A list with one entry for each offence of a row: its code, or its column. */
export function listOf(offences: readonly Offence[], entry: 'code' | 'column'): string {
  const entries = offences.map(
    ({ condition, ...offence }) => `CASE WHEN ${condition} THEN ${literal(offence[entry])} END`,
  );
  return `list_filter([${entries.join(', ') || 'NULL::VARCHAR'}]::VARCHAR[], lambda entry: entry IS NOT NULL)`;
}
