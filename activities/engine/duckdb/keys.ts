import { parquetFiles } from '../../duckdb/files.ts';
import { identifier } from '../../duckdb/quoting.ts';
import type { Session } from '../../duckdb/session.ts';
import type { EngineColumn } from '../engine.ts';
import { allKnown, familyOf, mismatch } from './conditions.ts';

/** Counts rows beyond the first of each key that is whole. */
export async function repeats(session: Session, from: string, columns: readonly EngineColumn[]): Promise<string> {
  const key = columns.map(({ name }) => identifier(name));
  const known = allKnown(columns);
  // Keys of one hash are few where keys are unique, and only those need be compared: a hash is shorter than most keys.
  const hash = `hash(${key.join(', ')})`;
  const shared = `SELECT h FROM (SELECT ${hash} AS h FROM ${from} WHERE ${known}) GROUP BY h HAVING count(*) > 1`;
  const suspects = `SELECT ${key.join(', ')} FROM ${from} WHERE ${known} AND ${hash} IN (${shared})`;
  const groups = `SELECT count(*) AS n FROM (${suspects}) GROUP BY ${key.join(', ')} HAVING count(*) > 1`;
  const [row] = await session.texts(`SELECT coalesce(sum(n - 1), 0)::VARCHAR FROM (${groups})`);
  return row?.[0] ?? '0';
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

/** A column without a value has a type by chance: keys of two types are at odds only where both sides have some. */
async function orphansWithoutType(session: Session, mine: string, theirs: string): Promise<string> {
  const [row] = await session.texts(
    `SELECT (SELECT count(*) FROM (${mine}))::VARCHAR, (SELECT count(*) FROM (${theirs}))::VARCHAR`,
  );
  const [keys = '0', others] = row ?? [];
  return keys === '0' || others === '0' ? (keys ?? '0') : mismatch();
}
