import type { Code } from '#contracts/codes.ts';
import type { Database } from '../../duckdb/database.ts';
import { faultText } from '../../duckdb/faults.ts';
import { parquetFiles } from '../../duckdb/files.ts';
import { identifier } from '../../duckdb/quoting.ts';
import type { Session } from '../../duckdb/session.ts';
import {
  type Answer,
  type CheckEngine,
  type EngineColumn,
  type GroupsOfBoth,
  type Orphans,
  type Relation,
  Unanswerable,
} from '../engine.ts';
import { isNumeric } from '../types.ts';
import { allKnown, columnNamed, conditionOf, familyOf, mismatch } from './conditions.ts';
import { double } from './constants.ts';
import { groups } from './groups.ts';
import { disorder } from './order.ts';
import { scan } from './scan.ts';
import { latest } from './times.ts';
import { total } from './total.ts';

/** The embedded engine: Parquet files of any size, read out of core. */
export function createDuckDbEngine(database: Database): CheckEngine {
  return {
    attach: (files, work, signal) => database.use(async (session) => work(await relationOf(session, files)), signal),

    attachBoth: (files, work, signal) =>
      database.use(async (session) => {
        const [reference, current] = [
          await relationOf(session, files.reference),
          await relationOf(session, files.current),
        ];
        const values = (name: string, take: Parameters<GroupsOfBoth>[1]) =>
          asking(() => groupsOfBoth(session, files, name, take));
        const orphans: Orphans = (names, referenceNames) =>
          answering(async () => {
            const keys = [await keyOf(current, names), await keyOf(reference, referenceNames)] as const;
            return orphansOf(session, files, ...keys);
          });
        return work({ reference, current, groupsOfBoth: values, orphans });
      }, signal),
  };
}

async function relationOf(session: Session, files: readonly string[]): Promise<Relation> {
  const from = parquetFiles(files);
  const columns = await asking(() => session.describe(`SELECT * FROM ${from}`));
  return relationOver(session, from, columns);
}

async function groupsOfBoth(
  session: Session,
  { reference, current }: { readonly reference: readonly string[]; readonly current: readonly string[] },
  name: string,
  take: Parameters<GroupsOfBoth>[1],
): Promise<void> {
  const column = identifier(name);
  const side = (files: readonly string[], counts: string) =>
    `SELECT ${column}::DOUBLE AS v, ${counts} FROM ${parquetFiles(files)} WHERE ${column} IS NOT NULL GROUP BY 1`;
  await session.each(
    `SELECT v, sum(r)::DOUBLE, sum(c)::DOUBLE
     FROM (${side(reference, 'count(*) AS r, 0 AS c')} UNION ALL ${side(current, '0, count(*)')})
     GROUP BY v ORDER BY v`,
    ([value = Number.NaN, before = 0, now = 0]) => take(value, before, now),
  );
}

const keyOf = async (relation: Relation, names: readonly string[]): Promise<EngineColumn[]> => {
  const columns = await relation.columns();
  return names.map((name) => columnNamed(name, columns));
};

async function orphansOf(
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

function relationOver(session: Session, from: string, columns: readonly EngineColumn[]): Relation {
  return {
    columns: async () => columns,
    scan: (counts) => scan(session, from, columns, counts),
    repeats: (names) =>
      answering(() =>
        repeats(
          session,
          from,
          names.map((name) => columnNamed(name, columns)),
        ),
      ),
    levels: (name, atMost) => asking(() => levels(session, from, columnNamed(name, columns), atMost)),
    orderStatistics: (name, places, center) =>
      asking(() => orderStatistics(session, from, columnNamed(name, columns), places, center)),
    total: (name) => asking(() => total(session, from, columnNamed(name, columns))),
    groups: (names, atMost, spans) =>
      asking(() =>
        groups(
          session,
          from,
          names.map((name) => columnNamed(name, columns)),
          atMost,
          spans && { ...spans, at: columnNamed(spans.at, columns) },
        ),
      ),
    latest: (name) => asking(() => latest(session, from, columnNamed(name, columns))),
    disorder: ({ column, by, ...order }) =>
      answering(() =>
        disorder(
          session,
          from,
          columnNamed(column, columns),
          by.map((name) => columnNamed(name, columns)),
          order,
        ),
      ),
    variety: (name) => answering(() => variety(session, from, columnNamed(name, columns))),
    extremes: (name) => asking(() => extremes(session, from, columnNamed(name, columns))),
    sample: (counted, atMost) =>
      asking(async () => {
        const where = conditionOf(counted, columns);
        const rows = await session.texts(`SELECT * FROM ${from} WHERE ${where} ORDER BY ALL LIMIT ${atMost}`);
        return rows.map((row) => Object.fromEntries(columns.map(({ name }, i) => [name, row[i] ?? null])));
      }),
  };
}

/** Asks DuckDB; what lies in the data becomes {@link Unanswerable}. */
async function asking<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (fault) {
    if (fault instanceof Unanswerable) throw fault;
    faultText(fault);
    throw new Unanswerable('DATA_UNREADABLE' satisfies Code, { cause: fault });
  }
}

async function answering(ask: () => Promise<string>): Promise<Answer> {
  try {
    return { value: await asking(ask) };
  } catch (fault) {
    if (fault instanceof Unanswerable) return { error: fault.message };
    throw fault;
  }
}

async function repeats(session: Session, from: string, columns: readonly EngineColumn[]): Promise<string> {
  const key = columns.map(({ name }) => identifier(name));
  const known = key.map((column) => `${column} IS NOT NULL`).join(' AND ');
  const groups = `SELECT count(*) AS n FROM ${from} WHERE ${known} GROUP BY ${key.join(', ')} HAVING count(*) > 1`;
  const [row] = await session.texts(`SELECT coalesce(sum(n - 1), 0)::VARCHAR FROM (${groups})`);
  return row?.[0] ?? '0';
}

async function levels(session: Session, from: string, { name }: EngineColumn, atMost: number) {
  const column = identifier(name);
  const grouped = `SELECT ${column}::VARCHAR, count(*)::VARCHAR FROM ${from} WHERE ${column} IS NOT NULL GROUP BY 1`;
  const rows = await session.texts(`${grouped} ORDER BY 1 LIMIT ${atMost}`);
  return rows.map(([value, count]) => ({ value: value ?? '', count: count ?? '0' }));
}

/** Minimum and maximum are the same exactly where there is one distinct value. */
async function variety(session: Session, from: string, { name }: EngineColumn): Promise<string> {
  const column = identifier(name);
  const [row] = await session.texts(
    `SELECT (CASE WHEN count(${column}) = 0 THEN 0 WHEN min(${column}) = max(${column}) THEN 1 ELSE 2 END)::VARCHAR FROM ${from}`,
  );
  return row?.[0] ?? '0';
}

async function orderStatistics(
  session: Session,
  from: string,
  { name, type }: EngineColumn,
  places: readonly number[],
  center?: number,
) {
  if (!isNumeric(type)) mismatch();
  if (places.length === 0) return [];
  const column = identifier(name);
  const [counted] = await session.texts(`SELECT count(${column}) FROM ${from}`);
  const n = Number(counted?.[0]);
  // quantile_disc(q) is the value at ceil(n·q) - 1: aiming half a place further, no rounding can reach a neighbour.
  const value = center === undefined ? `${column}::DOUBLE` : `abs(${column}::DOUBLE - ${double(center)})`;
  const shares = places.map((place) => `${(place + 0.5) / n}::DOUBLE`);
  const [found] = await session.rows(
    `SELECT quantile_disc(${value}, [${shares.join(', ')}]) AS statistics FROM ${from}`,
  );
  const statistics = found?.statistics;
  return Array.isArray(statistics) ? statistics.map(String) : [];
}

async function extremes(session: Session, from: string, { name }: EngineColumn) {
  const column = identifier(name);
  const [row] = await session.texts(`SELECT min(${column})::DOUBLE, max(${column})::DOUBLE FROM ${from}`);
  const [least, greatest] = row ?? [];
  return typeof least === 'string' && typeof greatest === 'string' ? ([least, greatest] as const) : undefined;
}
