import { z } from 'zod';
import type { Digest } from '#contracts/digest.ts';
import { arrivalSubjectNamed, subject as subjects } from '#contracts/ids/subjects.ts';
import { workflowId as ids } from '#contracts/ids/workflow-ids.ts';
import { type ArrivalKey, type FateCounts, PaneAccount } from '#contracts/ledger.ts';
import type { SegmentEntry } from '#contracts/snapshot.ts';
import { dataFeed, type Timing, type Window } from '#contracts/window.ts';
import { arrivalsDecision } from '#domain/decisions/arrivals.ts';
import { firingDecision, type ReadFiring } from '#domain/decisions/firing.ts';
import { paneDecision, type ReadPane } from '#domain/decisions/pane.ts';
import { addCounts } from '#domain/ledger/counts.ts';
import type { ReceivedState } from '#domain/ledger/received.ts';
import { touches } from '#domain/time/window.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import type { Catalog } from '#stores/catalog/catalog.ts';
import type { Segments } from '#stores/segments/segments.ts';
import { receivedOf } from './ledger.ts';
import { chainsOf, type LoggedDecision } from './log.ts';

/** The pane of a window that a step is about. */
interface InPane {
  readonly window: Window;
  readonly pane: number;
  readonly at: number;
}

/** Why a decided pane is not published: it is held for a person, its gate rejected it, or a later pane replaced it. */
type Withheld = Exclude<ReadPane['outcome'], 'published'>;

/** The processing steps of an arrival in one stream, each with the ids by which it can be traced. */
export interface Receipt extends ArrivalKey {
  readonly stream: string;
  readonly partition: string;
  /** `accepted`, or another state in which the arrival does not count, or not yet. */
  readonly state: ReceivedState;
  readonly steps: {
    readonly accepted: {
      readonly at: number;
      readonly stream: string;
      readonly run: string;
      readonly ordinal: number;
      readonly code: string;
    };
    /** Panes that fired after the arrival was accepted and that may contain its rows. */
    readonly inPane?: readonly (InPane & { readonly timing: Timing; readonly code: string })[];
    readonly gated?: readonly (InPane & {
      readonly verdict: string;
      readonly code: string;
      readonly workflowId: string;
    })[];
    readonly published?: readonly (InPane & { readonly snapshot: Digest; readonly code: string })[];
    /** Panes that were decided but not published. */
    readonly withheld?: readonly (InPane & { readonly outcome: Withheld; readonly code: string })[];
  };
  /**
   * The stream's decisions about this arrival alone, in order: late, held, expired, repeated, contradicted, superseded,
   * …
   */
  readonly decided: readonly {
    readonly at: number;
    readonly outcome: string;
    readonly code: string;
    readonly seq: number;
  }[];
  /** The fates of its rows, from the newest pane of each window that read it. */
  readonly fates: FateCounts;
}

/** Where receipts are read from. */
export interface ReceiptSources {
  readonly catalog: Pick<Catalog, 'decisions'>;
  readonly artifacts: ArtifactStore;
  readonly segments: Segments;
}

/** How many segments are read at once. An old stream has too many to hold them all in memory. */
const readAtOnce = 64;

/**
 * Makes the receipt of an arrival in one stream; undefined if the stream has not accepted it, or not yet.
 *
 * It is read from the catalog, which may lag behind the stream.
 */
export async function receiptOf(
  sources: ReceiptSources,
  { id: stream, pipeline, partition }: { readonly id: string; readonly pipeline: string; readonly partition: string },
  key: ArrivalKey,
): Promise<Receipt | undefined> {
  const found = await acceptanceOf(sources, stream, key);
  if (!found) return undefined;
  const { entry, accepted } = found;
  const { source, id } = key;
  const own = await inOrder(sources, { workflowId: stream, subjectPrefix: subjects.arrival(key) });
  const about = own.filter(({ decision }) => isSame(arrivalSubjectNamed(decision.subject), key));
  const [received] = receivedOf([accepted, ...about], { segments: new Map([[segmentOf(accepted) ?? '', [entry]]]) });
  const panes = await panesWith(sources, stream, entry);
  const gated: NonNullable<Receipt['steps']['gated']>[number][] = [];
  for (const { window, pane, feed } of panes) {
    const workflowId = ids.window(pipeline, partition, feed, window, pane);
    const gates = await sources.catalog.decisions({ workflowId, kinds: ['gate'] });
    // After a repair a gate judges again, so the last verdict counts.
    const last = gates.at(-1)?.decision;
    if (last) gated.push({ window, pane, at: last.at, verdict: last.outcome, code: last.code, workflowId });
  }
  const published = panes.flatMap((pane) => pane.published ?? []);
  const withheld = panes.flatMap((pane) => pane.withheld ?? []);
  return {
    source,
    id,
    stream,
    partition,
    state: received?.state ?? 'accepted',
    steps: {
      accepted: {
        at: accepted.decision.at,
        stream,
        run: accepted.runId,
        ordinal: entry.ordinal,
        code: accepted.decision.code,
      },
      ...(panes.length > 0 && {
        inPane: panes.map(({ window, pane, at, timing, code }) => ({ window, pane, at, timing, code })),
      }),
      ...(gated.length > 0 && { gated }),
      ...(published.length > 0 && { published }),
      ...(withheld.length > 0 && { withheld }),
    },
    decided: about.map(({ decision: { at, outcome, code, seq } }) => ({ at, outcome, code, seq })),
    fates: fatesIn(panes),
  };
}

const isSame = (one: ArrivalKey | undefined, { source, id }: ArrivalKey): boolean =>
  one?.source === source && one.id === id;

const segmentOf = ({ decision }: LoggedDecision): Digest | undefined => arrivalsDecision.read(decision)?.inputs.segment;

/** The decision that accepted the arrival's batch, and the arrival's entry in the segment. */
async function acceptanceOf(
  sources: ReceiptSources,
  stream: string,
  key: ArrivalKey,
): Promise<{ readonly entry: SegmentEntry; readonly accepted: LoggedDecision } | undefined> {
  const batches = await inOrder(sources, { workflowId: stream, kinds: ['arrivals'] });
  for (let from = 0; from < batches.length; from += readAtOnce) {
    const some = batches.slice(from, from + readAtOnce);
    const [entry] = await sources.segments.find(
      [key],
      some.flatMap((batch) => segmentOf(batch) ?? []),
    );
    if (!entry) continue;
    const accepted = some.find(({ decision }) => {
      const { firstOrdinal = 0, lastOrdinal = -1 } = arrivalsDecision.read(decision)?.numbers ?? {};
      return firstOrdinal <= entry.ordinal && entry.ordinal <= lastOrdinal;
    });
    return accepted && { entry, accepted };
  }
  return undefined;
}

interface PaneOf extends InPane {
  readonly feed: string;
  readonly timing: Timing;
  readonly code: string;
  readonly published?: NonNullable<Receipt['steps']['published']>[number];
  readonly withheld?: NonNullable<Receipt['steps']['withheld']>[number];
  /** The fates of the arrival's rows in this window, once the pane is decided. */
  readonly fates?: FateCounts;
}

/**
 * The panes that an arrival was in. A decided pane's account lists its arrivals. For a pane that only fired, times and
 * ordinals tell whether it includes the arrival.
 */
async function panesWith(sources: ReceiptSources, stream: string, entry: SegmentEntry): Promise<PaneOf[]> {
  const log = await inOrder(sources, { workflowId: stream, kinds: ['firing', 'pane'] });
  const ends = new Map<string, Ended>();
  for (const { decision } of log) {
    const read = paneDecision.read(decision);
    if (read) ends.set(paneKey(read), { ...read, at: decision.at });
  }
  const panes: PaneOf[] = [];
  for (const { decision } of log) {
    const fired = firingDecision.read(decision);
    if (!fired || !touches(entry, fired.numbers) || entry.ordinal > fired.numbers.through) continue;
    const { about, numbers, outcome: timing, code, policy } = fired;
    if (!(await reads(sources, about.feed, entry.source, policy?.spec))) continue;
    const window = { start: numbers.start, end: numbers.end };
    const common = { feed: about.feed, window, pane: numbers.pane, timing, at: decision.at, code } as const;
    const ended = ends.get(paneKey(fired));
    const end = ended ? await endOf(sources, ended, entry, window) : {};
    if (end) panes.push({ ...common, ...end });
  }
  return panes;
}

type Ended = ReadPane & { readonly at: number };

/** The outcome of an arrival in a decided pane; undefined if the pane did not read it. */
async function endOf(
  { artifacts }: ReceiptSources,
  { outcome, at, code, numbers: { pane }, inputs: { snapshot }, evidence: { account } }: Ended,
  entry: SegmentEntry,
  window: Window,
): Promise<Pick<PaneOf, 'fates' | 'published' | 'withheld'> | undefined> {
  const { arrivals } = await artifacts.getJson(account, PaneAccount);
  const read = arrivals.find((arrival) => isSame(arrival, entry));
  if (!read) return undefined;
  const ending = { window, pane, at, code };
  const { fates } = read;
  return outcome === 'published'
    ? { fates, published: { ...ending, snapshot } }
    : { fates, withheld: { ...ending, outcome } };
}

const paneKey = ({ about, numbers: { pane } }: Pick<ReadPane, 'about' | 'numbers'> | ReadFiring): string =>
  JSON.stringify([about.feed, about.start, pane]);

/** The part of an applied spec that names the sources of the feed `data`. */
const AppliedAlign = z.looseObject({ spec: z.looseObject({ windows: z.looseObject({ align: z.array(z.string()) }) }) });

/** Whether a feed reads a source. If the spec cannot be read, the feed `data` is assumed to. */
async function reads(
  { artifacts }: ReceiptSources,
  feed: string,
  source: string,
  spec: Digest | undefined,
): Promise<boolean> {
  if (feed !== dataFeed) return feed === source;
  if (spec === undefined || !(await artifacts.has(spec))) return true;
  return (await artifacts.getJson(spec, AppliedAlign)).spec.windows.align.includes(source);
}

/** Adds up the fates of the newest pane of each window. */
function fatesIn(panes: readonly PaneOf[]): FateCounts {
  const newest = new Map(panes.flatMap((pane) => (pane.fates ? [[pane.window.start, pane.fates] as const] : [])));
  const sum: FateCounts = {};
  for (const fates of newest.values()) addCounts(sum, fates);
  return sum;
}

/** Queries decisions, and returns them in the order of their chain without repeats. */
async function inOrder(
  { catalog }: ReceiptSources,
  query: Parameters<Catalog['decisions']>[0],
): Promise<LoggedDecision[]> {
  const log = await catalog.decisions(query);
  return chainsOf(log).flatMap(({ decisions }) => decisions);
}
