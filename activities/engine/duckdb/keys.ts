import { parquetFiles } from '../../duckdb/files.ts';
import { identifier } from '../../duckdb/quoting.ts';
import type { Session } from '../../duckdb/session.ts';
import type { EngineColumn } from '../engine.ts';
import { isText } from '../types.ts';
import { allKnown, familyOf, mismatch } from './conditions.ts';
import { type FeedOfHashes, repeatedHashes } from './repeated-hashes.ts';

/** If more keys than this are suspected, all rows are compared. */
const mostSuspects = 10_000;

/**
 * Counts rows beyond the first of each key without nulls. Only keys whose hashes are equal are compared, which are few if keys are
 * mostly unique.
 *
 * @param scratch a folder for hashes that do not fit into memory
 */
export async function repeats(
  session: Session,
  from: string,
  columns: readonly EngineColumn[],
  scratch: string,
): Promise<string> {
  const known = allKnown(columns);
  const hash = hashOf(columns);
  const feed: FeedOfHashes = (take) => session.words(`SELECT ${hash} FROM ${from} WHERE ${known}`, take);
  const shared = await repeatedHashes(feed, scratch);
  if (shared.length === 0) return '0';
  const among = shared.length > mostSuspects ? 'true' : `${hash} IN (SELECT unnest([${shared.join(', ')}]::UBIGINT[]))`;
  const key = columns.map(({ name }) => identifier(name)).join(', ');
  const groups = `SELECT count(*) AS n FROM ${from} WHERE ${known} AND ${among} GROUP BY ${key} HAVING count(*) > 1`;
  const [row] = await session.texts(`SELECT coalesce(sum(n - 1), 0)::VARCHAR FROM (${groups})`);
  return row?.[0] ?? '0';
}

/** DuckDB's hash is equal for some texts that differ in two places. It is not for the same texts moved by one letter, so both hashes are used. */
function hashOf(columns: readonly EngineColumn[]): string {
  const values = columns.flatMap(({ name, type }) => {
    const value = identifier(name);
    return isText(type) ? [value, `'x' || ${value}`] : [value];
  });
  return `hash(${values.join(', ')})`;
}

/** Counts rows of the current side whose whole keys are those of no row of the reference. */
export async function orphansOf(
  session: Session,
  { reference, current }: { readonly reference: readonly string[]; readonly current: readonly string[] },
  key: readonly EngineColumn[],
  referenceKey: readonly EngineColumn[],
): Promise<string> {
  const mine = `SELECT * FROM ${parquetFiles(current)} WHERE ${allKnown(key)}`;
  const theirs = `SELECT * FROM ${parquetFiles(reference)} WHERE ${allKnown(referenceKey)}`;
  const pairs = key.map((column, i) => [column, referenceKey[i] ?? mismatch()] as const);
  if (pairs.some(([one, other]) => familyOf(one.type) !== familyOf(other.type)))
    return orphansWithoutType(session, mine, theirs);
  const same = pairs.map(([one, other]) => `mine.${identifier(one.name)} = theirs.${identifier(other.name)}`);
  const [row] = await session.texts(
    `SELECT count(*)::VARCHAR FROM (${mine}) AS mine ANTI JOIN (${theirs}) AS theirs ON ${same.join(' AND ')}`,
  );
  return row?.[0] ?? '0';
}

/** The type of a column without values is arbitrary, so keys of two different types are an error only if both sides have values. */
async function orphansWithoutType(session: Session, mine: string, theirs: string): Promise<string> {
  const [row] = await session.texts(
    `SELECT (SELECT count(*) FROM (${mine}))::VARCHAR, (SELECT count(*) FROM (${theirs}))::VARCHAR`,
  );
  const [keys = '0', others] = row ?? [];
  return keys === '0' || others === '0' ? (keys ?? '0') : mismatch();
}
