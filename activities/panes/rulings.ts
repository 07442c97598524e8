import type { Digest } from '#contracts/digest.ts';
import { PaneAccount } from '#contracts/ledger.ts';
import { TidegateError } from '#contracts/problem.ts';
import { Ruling } from '#contracts/quarantine.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { faultText } from '../duckdb/faults.ts';
import { parquetFiles } from '../duckdb/files.ts';
import { freeName } from '../duckdb/free-name.ts';
import { identifier, literal } from '../duckdb/quoting.ts';
import type { ColumnType, Session } from '../duckdb/session.ts';
import type { RuledRows, RuleInput } from './port.ts';
import { idsOf, type Rows } from './repair.ts';
import type { PaneWork } from './work.ts';

/** Counts the rows that a ruling is about, keeps the ruling, and gives the account of the pane in which they are rejected. */
export async function ruleOnRows(
  work: Pick<PaneWork, 'artifacts' | 'database'>,
  { ruling, account: digest, before }: RuleInput,
  signal?: AbortSignal,
): Promise<RuledRows> {
  const { artifacts } = work;
  const account = await known(artifacts.getJson(digest, PaneAccount));
  const path = await known(artifacts.path(ruling.quarantine));
  const isOf = account?.feed === ruling.feed && account.window.start === ruling.start && account.pane === ruling.pane;
  if (!account || !isOf || path === undefined) return { rows: 0 };
  const former = (await rulingsOf(artifacts, ruling.source, before)).filter(
    ({ verdict, quarantine }) => verdict === 'discard' && quarantine === ruling.quarantine,
  );
  const [old, all] = await countsOf(work, path, [former, [...former, ruling]], signal);
  const rows = sum(all) - sum(old);
  const amended = rejecting(account, ruling.source, all);
  if (rows === 0 || amended === undefined) return { rows: 0 };
  await artifacts.putJson(ruling);
  return { rows, amended: (await artifacts.putJson(amended)).digest };
}

type ByArrival = ReadonlyMap<string, number>;
const sum = (counts: ByArrival = new Map()): number => [...counts.values()].reduce((total, n) => total + n, 0);

/** For each list of rulings, the rows of a quarantine that any of them chooses, by arrival. */
async function countsOf(
  { database }: Pick<PaneWork, 'database'>,
  path: string,
  lists: readonly (readonly Ruling[])[],
  signal?: AbortSignal,
): Promise<ByArrival[]> {
  return database.use(async (session) => {
    const counts: ByArrival[] = [];
    for (const rulings of lists) {
      const chosen = await Promise.all(rulings.map((ruling) => rowsRuled(session, path, ruling)));
      const queries = chosen.filter((query) => query !== undefined);
      const found = queries.length === 0 ? [] : await session.texts(countedByArrival(queries));
      counts.push(new Map(found.map(([id, count]) => [id ?? '', Number(count)])));
    }
    return counts;
  }, signal);
}

const countedByArrival = (queries: readonly string[]): string =>
  `SELECT arrival, count(*) FROM (${queries.join(' UNION ')}) GROUP BY arrival ORDER BY arrival`;

/** A missing artifact is not a fault of the store here, because a person named it. */
async function known<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof TidegateError && error.problem.code === 'ARTIFACT_MISSING') return undefined;
    throw error;
  }
}

/** The account in which rows of some arrivals are rejected that were quarantined; undefined where it does not have so many. */
function rejecting(account: PaneAccount, source: string, rows: ByArrival = new Map()): PaneAccount | undefined {
  let moved = 0;
  const arrivals = account.arrivals.map((arrival) => {
    const out = arrival.source === source ? (rows.get(arrival.id) ?? 0) : 0;
    const { quarantined = 0, rejected = 0, ...others } = arrival.fates;
    if (out === 0 || quarantined < out) return arrival;
    moved += 1;
    const left = quarantined - out;
    return { ...arrival, fates: { ...others, ...(left > 0 && { quarantined: left }), rejected: rejected + out } };
  });
  return moved === rows.size ? { ...account, arrivals } : undefined;
}

/** Gives `arrival` and `row` of the rows that a ruling chooses; undefined where the file is no quarantine. */
async function rowsRuled(
  session: Session,
  path: string,
  { codes }: Pick<Ruling, 'codes'>,
): Promise<string | undefined> {
  const file = parquetFiles([path]);
  // The columns of a source come first, whatever they are called.
  const [arrival, row, reasons] = (await columnsOf(session, file)).slice(-4);
  if (!arrival || !row || !reasons || reasons.type !== 'VARCHAR[]') return undefined;
  const chosen = codes ? ` WHERE list_has_any(${identifier(reasons.name)}, [${codes.map(literal).join(', ')}])` : '';
  return `SELECT ${identifier(arrival.name)} AS arrival, ${identifier(row.name)} AS row FROM ${file}${chosen}`;
}

/** Empty if the file is not Parquet, because a person named it. */
async function columnsOf(session: Session, file: string): Promise<readonly ColumnType[]> {
  try {
    return await session.describe(`SELECT * FROM ${file}`);
  } catch (error) {
    faultText(error);
    return [];
  }
}

/** Rows after rulings: discarded rows have their fate, released rows are marked. */
export interface Ruled extends Rows {
  /** The column that marks what is in by a ruling, whatever checks say. */
  readonly released?: string;
}

/** Reads the rulings of one source. */
export async function rulingsOf(
  artifacts: ArtifactStore,
  source: string,
  digests: readonly Digest[] = [],
): Promise<Ruling[]> {
  const rulings = await Promise.all(digests.map((digest) => artifacts.getJson(digest, Ruling)));
  return rulings.filter((ruling) => ruling.source === source);
}

/** Marks the rows that rulings name; of two about the same row the newer holds. */
export async function ruled(
  session: Session,
  rows: Rows,
  rulings: readonly Ruling[],
  { artifacts, arrivals }: { readonly artifacts: ArtifactStore; readonly arrivals: Parameters<typeof idsOf>[0] },
): Promise<Ruled> {
  const said: string[] = [];
  for (const [i, ruling] of rulings.entries()) {
    const chosen = await rowsRuled(session, await artifacts.path(ruling.quarantine), ruling);
    if (chosen !== undefined)
      said.push(`SELECT arrival, row, ${i} AS place, '${ruling.verdict}' AS verdict FROM (${chosen})`);
  }
  if (said.length === 0 || arrivals.length === 0) return rows;
  const { table, fate, ordinal, row, columns } = rows;
  const released = freeName('__released', columns);
  await session.run(
    `CREATE TEMP TABLE ruled AS
     SELECT rows.* REPLACE (CASE WHEN said.verdict = 'discard' AND ${fate} IS NULL THEN 'rejected' ELSE ${fate} END AS ${fate}),
       coalesce(said.verdict = 'release', false) AS ${released}
     FROM ${table} AS rows LEFT JOIN (
       SELECT announced.ordinal, row, max_by(verdict, place) AS verdict
       FROM (${said.join(' UNION ALL ')}) JOIN ${idsOf(arrivals)} ON announced.id = arrival GROUP BY ALL
     ) AS said ON said.ordinal = rows.${ordinal} AND said.row = rows.${row}`,
  );
  return { ...rows, table: 'ruled', released };
}
