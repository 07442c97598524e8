import type { Digest } from '#contracts/digest.ts';
import { workflowId as ids, streamNamed, windowNamed } from '#contracts/ids/workflow-ids.ts';
import { present } from '#contracts/present.ts';
import { paneDecision } from '#domain/decisions/pane.ts';
import { quarantineDecision } from '#domain/decisions/quarantine.ts';
import type { LoggedDecision } from './log.ts';
import { movesIn, reached } from './renamed.ts';

/**
 * `quarantined` waits for a person. `outdated` means that the window has a newer pane, whose gate quarantined rows
 * anew. `undecided` means that the pane is held or not decided yet.
 */
export type QuarantineStanding = 'quarantined' | 'released' | 'discarded' | 'outdated' | 'undecided';

/** Rows of one source that the gate of a pane quarantined. Times in epoch milliseconds. */
export interface Quarantine {
  /** The Parquet artifact with the rows. Its digest identifies the quarantine. */
  readonly quarantine: Digest;
  readonly pipeline: string;
  readonly partition: string;
  readonly feed: string;
  readonly start: number;
  readonly pane: number;
  readonly source: string;
  readonly at: number;
  readonly rows: number;
  /** The number of rows by reason. A row may have several. */
  readonly codes: Readonly<Record<string, number>>;
  readonly standing: QuarantineStanding;
  /** The number of rows that people released or discarded. */
  readonly released: number;
  readonly discarded: number;
  readonly rulings: readonly QuarantineRuling[];
  /** The stream that owns the window. Once the pane is decided, also its account and the spec that its gate used. */
  readonly stream: string;
  readonly account?: Digest;
  readonly spec?: Digest;
}

export interface QuarantineRuling {
  readonly verdict: 'released' | 'discarded';
  readonly rows: number;
  readonly by?: string;
  readonly at: number;
  readonly ruling?: Digest;
}

/** All quarantines in a log of windows and streams, oldest first. */
export function quarantinesIn(log: readonly LoggedDecision[]): Quarantine[] {
  const moves = movesIn(log);
  const now = (stream: string): string => reached([stream], moves, 'to').at(-1) ?? stream;
  const newest = newestPanes(log, now);
  const rulings = rulingsIn(log, now);
  return setAsideIn(log, now).map((aside): Quarantine => {
    const own = rulings.filter((ruling) => isOf(aside, ruling)).map(({ of: _of, ...ruling }) => ruling);
    const sum = (verdict: QuarantineRuling['verdict']) =>
      own.filter((ruling) => ruling.verdict === verdict).reduce((rows, ruling) => rows + ruling.rows, 0);
    const [released, discarded] = [sum('released'), sum('discarded')];
    const pane = newest.get(keyOf(aside));
    const standing = standingOf(aside, pane, { released, discarded });
    return {
      ...aside,
      standing,
      released,
      discarded,
      rulings: own,
      ...(pane?.pane === aside.pane && { account: pane.account }),
      ...(pane?.spec !== undefined && { spec: pane.spec }),
    };
  });
}

function standingOf(
  { rows, pane }: SetAside,
  newest: NewestPane | undefined,
  { released, discarded }: { readonly released: number; readonly discarded: number },
): QuarantineStanding {
  if (released + discarded >= rows) return released >= discarded ? 'released' : 'discarded';
  if (newest === undefined || newest.pane < pane || newest.outcome === 'held') return 'undecided';
  return newest.pane > pane ? 'outdated' : 'quarantined';
}

type SetAside = Omit<Quarantine, 'standing' | 'released' | 'discarded' | 'rulings' | 'account' | 'spec'>;

/**
 * The quarantine of each pane and source. A later round of the gate quarantines the rows of earlier rounds again, so
 * only the last one counts.
 */
function setAsideIn(log: readonly LoggedDecision[], now: NameNow): SetAside[] {
  const found = new Map<string, SetAside>();
  for (const { workflowId, decision } of log) {
    const read = quarantineDecision.read(decision);
    const pipeline = windowNamed(workflowId)?.pipeline;
    if (read?.outcome !== 'held' || !pipeline) continue;
    const { about, numbers, evidence } = read;
    const stream = now(ids.stream(pipeline, about.partition));
    found.set(`${workflowId} ${about.source}`, {
      ...about,
      ...numbers,
      ...evidence,
      pipeline,
      stream,
      at: decision.at,
    });
  }
  return [...found.values()];
}

/** Maps a stream's workflow id to its newest one, after renames. */
type NameNow = (stream: string) => string;

interface NewestPane {
  readonly pane: number;
  readonly outcome: string;
  readonly account: Digest;
  readonly spec?: Digest | undefined;
}

type OfWindow = Pick<Quarantine, 'stream' | 'feed' | 'start'>;
const keyOf = ({ stream, feed, start }: OfWindow): string => `${stream} ${feed} ${start}`;

/** The newest decided pane of each window, by its stream. */
function newestPanes(log: readonly LoggedDecision[], now: NameNow): Map<string, NewestPane> {
  const newest = new Map<string, NewestPane>();
  for (const { workflowId, decision } of log) {
    const read = paneDecision.read(decision);
    const stream = now(workflowId);
    if (!read || !streamNamed(stream)) continue;
    const { about, outcome, numbers, evidence, policy } = read;
    const key = keyOf({ stream, ...about });
    if ((newest.get(key)?.pane ?? -1) <= numbers.pane)
      newest.set(key, { pane: numbers.pane, outcome, account: evidence.account, spec: policy?.spec });
  }
  return newest;
}

function rulingsIn(log: readonly LoggedDecision[], now: NameNow): (QuarantineRuling & { readonly of: RuledOn })[] {
  return log.flatMap(({ workflowId, decision }) => {
    const read = quarantineDecision.read(decision);
    if (!read || read.outcome === 'held') return [];
    const { about, outcome: verdict, numbers, evidence, actor: by } = read;
    const of = { ...about, stream: now(workflowId), pane: numbers.pane, quarantine: evidence.quarantine };
    return [present({ of, verdict, rows: numbers.rows, at: decision.at, by, ruling: evidence.ruling })];
  });
}

type RuledOn = OfWindow & Pick<Quarantine, 'pane' | 'quarantine'>;
const isOf = (aside: SetAside, { of }: { readonly of: RuledOn }): boolean =>
  keyOf(aside) === keyOf(of) && aside.pane === of.pane && aside.quarantine === of.quarantine;
