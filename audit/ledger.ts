import type { Digest } from '#contracts/digest.ts';
import { arrivalSubjectNamed } from '#contracts/ids/subjects.ts';
import { PaneAccount } from '#contracts/ledger.ts';
import type { SegmentEntry } from '#contracts/snapshot.ts';
import { type Ledger, ledgerOf } from '#domain/ledger/ledger.ts';
import { type DecidedPane, keyOf } from '#domain/ledger/panes.ts';
import type { FormerThrough, Received } from '#domain/ledger/received.ts';
import { ledgersTogether } from '#domain/ledger/together.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { openSegments } from '#stores/segments/segments.ts';
import { chainsOf, type LoggedDecision } from './log.ts';

/** What a ledger is made from, besides decisions: read from the artifacts that they name. */
export interface LedgerArtifacts {
  readonly segments: ReadonlyMap<Digest, readonly SegmentEntry[]>;
  readonly accounts: ReadonlyMap<Digest, PaneAccount>;
}

/** The ledger of one stream, from the decisions of its workflow, wherever they were read. */
export async function ledgerOfStream(log: readonly LoggedDecision[], artifacts: ArtifactStore): Promise<Ledger> {
  const ledgers = livesOf(log).map(async (decisions) => {
    const named = await loadNamed(decisions, artifacts);
    const [received, panes] = [receivedOf(decisions, named), panesOf(decisions, named)];
    return ledgerOf({ received, panes, sizeAt: sizesIn(decisions) });
  });
  return ledgersTogether(await Promise.all(ledgers));
}

/** A stream that was drained may begin anew under its name, and then knows nothing of what came before: each time for itself. */
function livesOf(log: readonly LoggedDecision[]): LoggedDecision[][] {
  const lives: LoggedDecision[][] = [];
  let isOver = true;
  for (const { decisions } of chainsOf(log)) {
    if (isOver) lives.push([]);
    lives.at(-1)?.push(...decisions);
    isOver = decisions.some(({ decision: { code } }) => code === 'STREAM_DRAINED');
  }
  return lives;
}

/** How long the window is that begins at a time: as panes say, and changes of the spec. */
function sizesIn(log: readonly LoggedDecision[]): (start: number) => number {
  const changes = log.flatMap(({ decision: { code, numbers } }) =>
    code === 'SPEC_FROM_WINDOW' && numbers?.size !== undefined
      ? [{ from: numbers.from ?? Number.NEGATIVE_INFINITY, size: numbers.size, before: numbers.sizeBefore ?? 1 }]
      : [],
  );
  const first = changes[0]?.before ?? log.map(sizeIn).find((size) => size > 0) ?? 1;
  return (start) => changes.findLast(({ from }) => start >= from)?.size ?? first;
}

const sizeIn = ({ decision: { kind, numbers } }: LoggedDecision): number =>
  kind === 'pane' && numbers?.start !== undefined && numbers.end !== undefined ? numbers.end - numbers.start : 0;

/** The acceptance of a batch of announcements: its segment is the first input. */
export const isBatch = ({ decision: { kind, code } }: LoggedDecision): boolean =>
  kind === 'arrivals' && code === 'ARRIVAL_ACCEPTED';
/** A pane's end at its stream: its account is the first evidence. */
export const isPane = ({ decision: { kind, evidence } }: LoggedDecision): boolean =>
  kind === 'pane' && (evidence?.length ?? 0) >= 2;
/** Rows of a decided pane are refused that had been set aside: the first evidence is the account that it has from now on. */
export const isDiscard = ({ decision: { kind, code } }: LoggedDecision): boolean =>
  kind === 'quarantine' && code === 'QUARANTINE_DISCARDED';

/** Reads the segments and accounts that decisions name. */
export async function loadNamed(log: readonly LoggedDecision[], artifacts: ArtifactStore): Promise<LedgerArtifacts> {
  const store = openSegments(artifacts);
  const segments = new Map<Digest, readonly SegmentEntry[]>();
  const accounts = new Map<Digest, PaneAccount>();
  for (const entry of log) {
    const [segment] = entry.decision.inputs ?? [];
    const [account] = entry.decision.evidence ?? [];
    if (isBatch(entry) && segment) segments.set(segment, await store.entries(segment));
    if ((isPane(entry) || isDiscard(entry)) && account && !accounts.has(account))
      accounts.set(account, await artifacts.getJson(account, PaneAccount));
  }
  return { segments, accounts };
}

/** Every announcement of a stream with its answer, from its decisions in order. */
export function receivedOf(
  log: readonly LoggedDecision[],
  { segments }: Pick<LedgerArtifacts, 'segments'>,
): Received[] {
  const received: Received[] = [];
  const places = new Map<string, number>();
  for (const entry of log) {
    const { decision } = entry;
    const [segment] = decision.inputs ?? [];
    if (isBatch(entry) && segment) {
      for (const { source, id, rows } of segments.get(segment) ?? []) {
        places.set(keyOf({ source, id }), received.length);
        received.push({ source, id, declared: rows, state: 'accepted' });
      }
      continue;
    }
    const key = arrivalSubjectNamed(decision.subject);
    if (!key || decision.kind !== 'arrival') continue;
    if (decision.outcome === 'duplicate' || decision.outcome === 'conflict') {
      received.push({ ...key, declared: decision.numbers?.rows ?? 0, state: decision.outcome });
      continue;
    }
    const place = places.get(keyOf(key));
    const known = place === undefined ? undefined : received[place];
    if (place !== undefined && known) received[place] = answered(known, entry);
  }
  return received;
}

/** What a single decision changes of an announcement that was accepted with its batch. */
function answered(known: Received, { decision: { outcome, code, numbers } }: LoggedDecision): Received {
  switch (outcome) {
    case 'late':
      if (!numbers?.expired) return known;
      return { ...known, expiredThrough: numbers.expiredThrough ?? 0, ...formerIn('expiredBefore', numbers) };
    case 'expired':
    case 'held':
    case 'unassigned':
      return { ...known, state: outcome };
    case 'waiting':
      return { ...known, state: outcome };
    case 'superseded':
      return {
        ...known,
        state: outcome,
        supersededThrough: numbers?.expiredThrough ?? 0,
        ...formerIn('supersededBefore', numbers),
      };
    case 'released':
    case 'caused':
    case 'readmitted':
      return { ...known, state: 'accepted' };
    case 'refused':
      // A source's word has an id too: that it is refused says nothing about an arrival.
      return code === 'NOT_FOUND' ? known : { ...known, state: 'refused' };
    default:
      return known;
  }
}

/** What windows of earlier specs had expired: `until1` and `expiredThrough1`, and so on. */
function formerIn(
  name: 'expiredBefore' | 'supersededBefore',
  numbers: Readonly<Record<string, number>> = {},
): Pick<Received, typeof name> {
  const former: FormerThrough[] = [];
  for (let i = 1; ; i += 1) {
    const { [`until${i}`]: until, [`expiredThrough${i}`]: through } = numbers;
    if (until === undefined || through === undefined) break;
    former.push({ until, through });
  }
  return former.length > 0 ? { [name]: former } : {};
}

/** Panes that their gates decided, each as it stands now; what was superseded before it was published is in a newer one. */
function panesOf(log: readonly LoggedDecision[], { accounts }: Pick<LedgerArtifacts, 'accounts'>): DecidedPane[] {
  const panes = new Map<string, DecidedPane>();
  for (const entry of log.filter((each) => isPane(each) || isDiscard(each))) {
    const { decision } = entry;
    const account = accounts.get(decision.evidence?.[0] ?? '');
    const { outcome } = decision;
    if (!account) continue;
    const key = JSON.stringify([account.feed, account.window.start, account.pane]);
    const known = panes.get(key);
    if (isDiscard(entry)) {
      if (known) panes.set(key, { ...known, account });
    } else if (outcome === 'published' || outcome === 'held' || outcome === 'rejected')
      panes.set(key, { account, outcome });
    else panes.delete(key);
  }
  return [...panes.values()];
}
