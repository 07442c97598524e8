import type { Check } from '#contracts/check.ts';
import type { Code } from '#contracts/codes.ts';
import type { Measure } from '#contracts/measure.ts';
import { declared } from '#domain/gates/checks/bound.ts';
import { exceeds } from '#domain/gates/checks/verdicts.ts';
import { parquetFiles } from '../../duckdb/files.ts';
import { identifier, literal } from '../../duckdb/quoting.ts';
import type { ColumnType, Session } from '../../duckdb/session.ts';
import { isCount } from '../counts.ts';
import { Unanswerable } from '../engine.ts';
import { allKnown, columnNamed, conditionOf, familyOf } from './conditions.ts';

/** A condition that makes a row an offender, with the code and the column that are put beside it. */
export interface Offence {
  readonly check: Check;
  readonly code: Code;
  readonly column: string;
  readonly condition: string;
}

/** Offences that a row shows by itself. Where a share of offenders is tolerated, only what exceeds it makes offences. */
export async function valueOffences(
  session: Session,
  table: string,
  checks: readonly Check[],
  columns: readonly ColumnType[],
): Promise<Offence[]> {
  const offences: Offence[] = [];
  for (const check of checks) {
    const found = offenceIn(check);
    if (!found || !('offenders' in found)) continue;
    const condition = conditionIn(found.offenders, columns);
    if (condition === undefined) continue;
    if (found.max !== undefined && !(await offendersExceed(session, table, condition, found.max))) continue;
    offences.push({ check, code: found.code, column: found.column, condition });
  }
  return offences;
}

/** Without naming the source: the rows are those of one source already. */
const offenceIn = (check: Check) => declared(check).offence('');

/** A check that cannot be run on these columns has no offenders; its finding is an error. */
function conditionIn(measure: Measure, columns: readonly ColumnType[]): string | undefined {
  try {
    return isCount(measure) ? conditionOf(measure, columns) : undefined;
  } catch (fault) {
    if (fault instanceof Unanswerable) return undefined;
    throw fault;
  }
}

async function offendersExceed(session: Session, table: string, condition: string, max: number): Promise<boolean> {
  const [row] = await session.texts(`SELECT count(*), count(*) FILTER (WHERE ${condition}) FROM ${table}`);
  const [rows = 0, offenders = 0] = (row ?? []).map(Number);
  return rows > 0 && exceeds(offenders / rows, max);
}

/** Offences of keys that no row of another source has. If the other source is not available, there are no offences, and the check fails again. */
export async function orphanOffences(
  session: Session,
  checks: readonly Check[],
  columns: readonly ColumnType[],
  others: ReadonlyMap<string, readonly string[]>,
): Promise<Offence[]> {
  const offences: Offence[] = [];
  for (const check of checks) {
    const found = offenceIn(check);
    const other = found && 'orphans' in found && others.get(found.orphans.to.source);
    if (!other) continue;
    const theirs = await session.describe(`SELECT * FROM ${parquetFiles(other)}`);
    const condition = orphanIn(found.orphans, columns, theirs, other);
    if (condition !== undefined) offences.push({ check, code: found.code, column: found.column, condition });
  }
  return offences;
}

function orphanIn(
  { columns: names, to }: Extract<Measure, { kind: 'orphans' }>,
  columns: readonly ColumnType[],
  theirs: readonly ColumnType[],
  paths: readonly string[],
): string | undefined {
  try {
    const key = names.map((name) => columnNamed(name, columns));
    const other = to.columns.map((name) => columnNamed(name, theirs));
    if (key.some(({ type }, i) => familyOf(type) !== familyOf(other[i]?.type ?? ''))) return undefined;
    const known = `SELECT ${rowOf(other)} FROM ${parquetFiles(paths)} WHERE ${allKnown(other)}`;
    return `(${allKnown(key)} AND ${rowOf(key)} NOT IN (${known}))`;
  } catch (fault) {
    if (fault instanceof Unanswerable) return undefined;
    throw fault;
  }
}

/** A single column as it is, several combined into one value. */
function rowOf(columns: readonly ColumnType[]): string {
  const names = columns.map(({ name }) => identifier(name)).join(', ');
  return columns.length === 1 ? names : `row(${names})`;
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
    const found = offenceIn(check);
    if (!found || !('key' in found) || !found.key.every((name) => names.has(name))) return [];
    return [{ check, code: found.code, column: found.column, condition: repeatsOf(found.key, order, sound) }];
  });
}

/** A list with one entry for each offence of a row: its code, or its column. */
export function listOf(offences: readonly Offence[], entry: 'code' | 'column'): string {
  const entries = offences.map((offence) => `CASE WHEN ${offence.condition} THEN ${literal(offence[entry])} END`);
  return `list_filter([${entries.join(', ') || 'NULL::VARCHAR'}]::VARCHAR[], lambda entry: entry IS NOT NULL)`;
}
