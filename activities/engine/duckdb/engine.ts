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
import { columnNamed, conditionOf } from './conditions.ts';
import { groups } from './groups.ts';
import { orphansOf, repeats } from './keys.ts';
import { disorder } from './order.ts';
import { orderStatistics } from './order-statistics.ts';
import { scan } from './scan.ts';
import { latest } from './times.ts';
import { total } from './total.ts';
import { extremes, levels, variety } from './values.ts';

/** The embedded engine: Parquet files of any size, read out of core. */
export function createDuckDbEngine(database: Database): CheckEngine {
  const { scratch } = database;
  return {
    attach: (files, work, signal) =>
      database.use(async (session) => work(await relationOf(session, files, scratch)), signal),

    attachBoth: (files, work, signal) =>
      database.use(async (session) => {
        const [reference, current] = [
          await relationOf(session, files.reference, scratch),
          await relationOf(session, files.current, scratch),
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

async function relationOf(session: Session, files: readonly string[], scratch: string): Promise<Relation> {
  const from = parquetFiles(files);
  const columns = await asking(() => session.describe(`SELECT * FROM ${from}`));
  return relationOver(session, from, columns, scratch);
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

function relationOver(session: Session, from: string, columns: readonly EngineColumn[], scratch: string): Relation {
  return {
    columns: async () => columns,
    scan: (counts) => scan(session, from, columns, counts),
    repeats: (names) =>
      answering(() =>
        repeats(
          session,
          from,
          names.map((name) => columnNamed(name, columns)),
          scratch,
        ),
      ),
    levels: (name, atMost) => asking(() => levels(session, from, columnNamed(name, columns), atMost)),
    orderStatistics: (name, values, places, center) =>
      asking(() => orderStatistics(session, from, columnNamed(name, columns), values, places, center)),
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

/** Asks DuckDB; errors for which the data are at fault become {@link Unanswerable}. */
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
