import type { Check } from '#contracts/check.ts';
import { type ArrivalAccount, type FateCounts, PaneAccount } from '#contracts/ledger.ts';
import type { SnapshotPart } from '#contracts/snapshot.ts';
import { declared } from '#domain/gates/checks/bound.ts';
import { declaredStep } from '#domain/gates/remediation.ts';
import type { ReleasedRows } from '#domain/gates/waiver.ts';
import { addCounts } from '#domain/ledger/counts.ts';
import { fileIn } from '../engine/reference.ts';
import { accountOf } from './account.ts';
import { batchesOf, readArrivals } from './arrivals.ts';
import { batchOf } from './assemble.ts';
import type { PaneSource, Remediated, RemediateInput } from './port.ts';
import { publish } from './publish.ts';
import type { Reading } from './read.ts';
import { fatesByOrdinal, loadRows, repair } from './repair.ts';
import { setAsideByRounds } from './rounds.ts';
import { inOrder, rowsIn } from './rows.ts';
import { ruled, rulingsOf } from './rulings.ts';
import type { PaneWork } from './work.ts';

/** Repairs a pane's rows as declared, sets aside those that still break checks, and measures the rest as a new snapshot. */
export async function remediate(work: PaneWork, input: RemediateInput, signal?: AbortSignal): Promise<Remediated> {
  const before = await work.artifacts.getJson(input.assembled.account, PaneAccount);
  const unreadable = new Map(
    before.arrivals.flatMap(({ ordinal, code }) => (code === undefined ? [] : [[ordinal, code] as const])),
  );
  const readings = await readArrivals(input, work.segments, knowing(work, unreadable), signal);
  const treated = await treatAll(work, input, readings, signal);
  const fates = new Map(treated.flatMap((source) => [...(source?.fates ?? [])]));
  const account = {
    ...before,
    arrivals: readings.map((reading): ArrivalAccount => {
      const assembled = accountOf(reading, input.window);
      return { ...assembled, fates: fates.get(assembled.ordinal) ?? assembled.fates };
    }),
  };
  const steps = treated.flatMap((source) => source?.steps ?? []);
  const published = await publish(
    {
      input,
      batches: readings.flatMap((reading) => ('code' in reading ? [] : [batchOf(reading)])),
      parts: treated.flatMap((source) => source?.part ?? []),
      account,
      remediatedFrom: input.assembled.snapshot,
      rulings: input.rulings,
      repairs: steps.map(({ remediation: step, ...repair }) => ({ step, ...repair })),
      signal,
    },
    work.artifacts,
    work.measure,
  );
  const released = treated.flatMap((source) => source?.released ?? []);
  return {
    ...published,
    ...(released.length > 0 && { released }),
    steps,
    quarantine: treated.flatMap((source) => source?.quarantine ?? []),
  };
}

/** A batch that assembly could not read stays out, even if it could be read now: otherwise another snapshot would be repaired. */
const knowing =
  ({ read }: PaneWork, unreadable: ReadonlyMap<number, NonNullable<ArrivalAccount['code']>>): PaneWork['read'] =>
  async ({ entries, ...input }) => {
    const readable = entries.filter(({ ordinal }) => !unreadable.has(ordinal));
    const readings = new Map((await read({ ...input, entries: readable })).map((reading) => [reading.entry, reading]));
    return entries.flatMap((entry): Reading[] => {
      const code = unreadable.get(entry.ordinal);
      const reading = readings.get(entry);
      return code ? [{ entry, code }] : reading ? [reading] : [];
    });
  };

/** A source whose keys refer to another source is treated after that one, so that keys are compared with the rows that are left there. */
async function treatAll(
  work: PaneWork,
  input: RemediateInput,
  readings: readonly Reading[],
  signal?: AbortSignal,
): Promise<(Treated | undefined)[]> {
  const others = new Map<string, readonly string[]>();
  const treatEach = (sources: readonly PaneSource[]) =>
    Promise.all(
      sources.map(async (source) => [source, await treat(work, input, source, readings, others, signal)] as const),
    );
  const leads = (source: PaneSource) =>
    roundsAbout(source, input)
      .flat()
      .some((check) => 'foreignKey' in check);
  const leading = input.sources.filter(leads);
  const first = await treatEach(input.sources.filter((source) => !leads(source)));
  if (leading.length > 0)
    for (const [{ name }, done] of first) if (done) others.set(name, [await work.artifacts.path(done.part.data)]);
  const treated = new Map([...first, ...(await treatEach(leading))]);
  return input.sources.map((source) => treated.get(source));
}

/** The checks about a source, by round: those of the rounds before are done anew. */
const roundsAbout = (source: PaneSource, { sources, before = [], rowChecks }: RemediateInput): Check[][] =>
  [...before, rowChecks].map((checks) =>
    checks.filter((check) => (declared(check).source ?? sources[0]?.name) === source.name),
  );

interface Treated {
  readonly part: SnapshotPart;
  readonly fates: ReadonlyMap<number, FateCounts>;
  readonly steps: Remediated['steps'];
  readonly quarantine: Remediated['quarantine'];
  readonly released: ReleasedRows;
}

async function treat(
  { artifacts, database, scratch }: PaneWork,
  input: RemediateInput,
  source: PaneSource,
  readings: readonly Reading[],
  others: ReadonlyMap<string, readonly string[]>,
  signal?: AbortSignal,
): Promise<Treated | undefined> {
  const batches = batchesOf(source.name, readings);
  const found = rowsIn(input.window, batches, source);
  if (found === undefined) return undefined;
  const primary = input.sources[0]?.name;
  const remediations = input.remediations.filter((step) => (declaredStep(step).source ?? primary) === source.name);
  const rounds = roundsAbout(source, input);
  const previous = await fileIn(artifacts, input.reference?.[source.name]);
  return database.use(async (session) => {
    const loaded = await loadRows(session, found, remediations);
    const { rows: repaired, steps } = await repair(session, loaded, remediations, { source: source.name, previous });
    const arrivals = batches.map(({ entry }) => entry);
    const rulings = await rulingsOf(artifacts, source.name, input.rulings);
    const known = await ruled(session, repaired, rulings, { artifacts, arrivals });
    const { rows, offenders, released } = await setAsideByRounds(session, known, rounds, arrivals, others);
    const kept = { ...rows, query: `SELECT * FROM ${rows.table} WHERE ${rows.fate} IS NULL` };
    const { digest: data, ...part } = await scratch.store(artifacts, (path) =>
      session.writeParquet(inOrder(kept), path),
    );
    const quarantined =
      offenders && (await scratch.store(artifacts, (path) => session.writeParquet(offenders.query, path)));
    return {
      part: { source: source.name, data, ...part },
      fates: await fatesOf(session, rows),
      steps,
      quarantine:
        offenders && quarantined
          ? [{ source: source.name, data: quarantined.digest, rows: offenders.count, codes: offenders.codes }]
          : [],
      released,
    };
  }, signal);
}

async function fatesOf(...found: Parameters<typeof fatesByOrdinal>): Promise<Map<number, FateCounts>> {
  const fates = new Map<number, FateCounts>();
  for (const { ordinal, fate, rows } of await fatesByOrdinal(...found)) {
    const counts = fates.get(ordinal) ?? {};
    addCounts(counts, { [fate ?? 'included']: rows });
    fates.set(ordinal, counts);
  }
  return fates;
}
