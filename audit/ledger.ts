import type { Decision } from '#contracts/decision.ts';
import type { Digest } from '#contracts/digest.ts';
import { PaneAccount } from '#contracts/ledger.ts';
import type { SegmentEntry } from '#contracts/snapshot.ts';
import { arrivalDecision, formerExpiry, type ReadArrival } from '#domain/decisions/arrival.ts';
import { arrivalsDecision } from '#domain/decisions/arrivals.ts';
import { firingDecision } from '#domain/decisions/firing.ts';
import { paneDecision } from '#domain/decisions/pane.ts';
import { quarantineDecision } from '#domain/decisions/quarantine.ts';
import { specDecision } from '#domain/decisions/spec.ts';
import { type Ledger, ledgerOf } from '#domain/ledger/ledger.ts';
import { type DecidedPane, keyOf } from '#domain/ledger/panes.ts';
import type { Received } from '#domain/ledger/received.ts';
import { ledgersTogether } from '#domain/ledger/together.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { openSegments } from '#stores/segments/segments.ts';
import { chainsOf, type LoggedDecision } from './log.ts';

/** The artifacts, named by decisions, that a ledger needs besides the decisions. */
export interface LedgerArtifacts {
  readonly segments: ReadonlyMap<Digest, readonly SegmentEntry[]>;
  readonly accounts: ReadonlyMap<Digest, PaneAccount>;
}

/** Makes the ledger of one stream from its decisions, which may come from the catalog or from replayed histories. */
export async function ledgerOfStream(log: readonly LoggedDecision[], artifacts: ArtifactStore): Promise<Ledger> {
  const ledgers = livesOf(log).map(async (decisions) => {
    const named = await loadNamed(decisions, artifacts);
    const [received, panes] = [receivedOf(decisions, named), panesOf(decisions, named)];
    return ledgerOf({ received, panes, sizeAt: sizesIn(decisions) });
  });
  return ledgersTogether(await Promise.all(ledgers));
}

/**
 * Splits a stream's log after each drain. A drained stream may start again under the same name without its earlier
 * state, so each part has a ledger of its own.
 */
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

/**
 * Returns a function that gives the size in milliseconds of the window that begins at a time. Sizes come from panes and
 * from changes of the spec.
 */
function sizesIn(log: readonly LoggedDecision[]): (start: number) => number {
  const changes = log.flatMap(({ decision }) => {
    const read = specDecision.read(decision);
    if (read?.outcome !== 'begun') return [];
    const { from = Number.NEGATIVE_INFINITY, size, sizeBefore } = read.numbers;
    return [{ from, size, before: sizeBefore }];
  });
  const first = changes[0]?.before ?? log.map(sizeIn).find((size) => size > 0) ?? 1;
  return (start) => changes.findLast(({ from }) => start >= from)?.size ?? first;
}

function sizeIn({ decision }: LoggedDecision): number {
  const numbers = (firingDecision.read(decision) ?? paneDecision.read(decision))?.numbers;
  return numbers ? numbers.end - numbers.start : 0;
}

/** Reads the segments and accounts that decisions name. */
export async function loadNamed(log: readonly LoggedDecision[], artifacts: ArtifactStore): Promise<LedgerArtifacts> {
  const store = openSegments(artifacts);
  const segments = new Map<Digest, readonly SegmentEntry[]>();
  const accounts = new Map<Digest, PaneAccount>();
  for (const { decision } of log) {
    const segment = arrivalsDecision.read(decision)?.inputs.segment;
    if (segment) segments.set(segment, await store.entries(segment));
    const account = accountIn(decision);
    if (account && !accounts.has(account)) accounts.set(account, await artifacts.getJson(account, PaneAccount));
  }
  return { segments, accounts };
}

/**
 * The digest of the pane's account that a decision records: the first one when the pane is decided, a new one when
 * quarantined rows are discarded.
 */
export function accountIn(decision: Decision): Digest | undefined {
  const pane = paneDecision.read(decision);
  if (pane) return pane.evidence.account;
  const ruled = quarantineDecision.read(decision);
  return ruled?.outcome === 'discarded' ? ruled.evidence.account : undefined;
}

/** Every announcement that a stream received, and its state after all decisions. */
export function receivedOf(
  log: readonly LoggedDecision[],
  { segments }: Pick<LedgerArtifacts, 'segments'>,
): Received[] {
  const received: Received[] = [];
  const places = new Map<string, number>();
  for (const { decision } of log) {
    for (const { source, id, rows } of segments.get(arrivalsDecision.read(decision)?.inputs.segment ?? '') ?? []) {
      places.set(keyOf({ source, id }), received.length);
      received.push({ source, id, declared: rows, state: 'accepted' });
    }
    const read = arrivalDecision.read(decision);
    if (read?.outcome === 'duplicate' || read?.outcome === 'conflict') {
      received.push({ ...read.about, declared: read.numbers.rows, state: read.outcome });
      continue;
    }
    const place = read && places.get(keyOf(read.about));
    const known = place === undefined ? undefined : received[place];
    if (read && place !== undefined && known) received[place] = answered(known, read);
  }
  return received;
}

/** Applies a later decision to an announcement that was accepted with its batch. */
function answered(known: Received, read: ReadArrival): Received {
  switch (read.outcome) {
    case 'late': {
      const { expired, expiredThrough, expiredBefore } = read.numbers;
      if (expired === 0) return known;
      return { ...known, expiredThrough, ...(expiredBefore && { expiredBefore: formerExpiry(expiredBefore) }) };
    }
    case 'expired':
    case 'held':
    case 'unassigned':
    case 'waiting':
      return { ...known, state: read.outcome };
    case 'superseded': {
      const { expiredThrough: supersededThrough, expiredBefore } = read.numbers;
      const before = expiredBefore && { supersededBefore: formerExpiry(expiredBefore) };
      return { ...known, state: read.outcome, supersededThrough, ...before };
    }
    case 'released':
    case 'caused':
    case 'readmitted':
      return { ...known, state: 'accepted' };
    case 'refused':
      // `NOT_FOUND` refuses an assertion of a source, which also has an id. It says nothing about an arrival.
      return read.code === 'NOT_FOUND' ? known : { ...known, state: 'refused' };
    default:
      return known;
  }
}

/**
 * Decided panes with their newest account and outcome. A pane that was superseded before it was published is left out,
 * because a newer pane has its rows.
 */
function panesOf(log: readonly LoggedDecision[], { accounts }: Pick<LedgerArtifacts, 'accounts'>): DecidedPane[] {
  const panes = new Map<string, DecidedPane>();
  for (const { decision } of log) {
    const account = accounts.get(accountIn(decision) ?? '');
    if (!account) continue;
    const key = JSON.stringify([account.feed, account.window.start, account.pane]);
    const outcome = paneDecision.read(decision)?.outcome ?? panes.get(key)?.outcome;
    if (outcome === undefined || outcome === 'superseded') panes.delete(key);
    else panes.set(key, { account, outcome });
  }
  return [...panes.values()];
}
