import type { ArrivalKey, FateCounts } from '#contracts/ledger.ts';
import type { Window } from '#contracts/window.ts';
import { addCounts, sumOf } from './counts.ts';
import { type DecidedPane, fatesIn, keyOf, type Reading, readingsOf } from './panes.ts';
import { type FormerThrough, mayBeRead, type Received, type ReceivedState, unreadFate } from './received.ts';

export interface LedgerInput {
  readonly received: readonly Received[];
  /** The current pane of each window; of several panes of one window, each arrival follows the newest published one. */
  readonly panes: readonly DecidedPane[];
  /** Length of the window that begins at a time, in milliseconds. */
  readonly sizeAt: (start: number) => number;
}

/** Units of one source in one window, or in none. */
export interface LedgerEntry {
  readonly source: string;
  readonly window: Window | null;
  /** Units that came, counted apart from what became of them. */
  received: number;
  readonly fates: FateCounts;
}

/** What came of one announcement. `state` is absent where a pane read what nobody is known to have announced. */
export interface ArrivalEntry extends ArrivalKey {
  readonly state?: ReceivedState;
  /** Units that came: by what was read, or else declared. */
  readonly received: number;
  readonly fates: FateCounts;
}

/** An announcement whose units and fates differ: a defect. `window` is null for units without one. */
export interface Difference extends ArrivalKey {
  readonly window: Window | null;
  readonly received: number;
  readonly accounted: number;
}

/** Every row in every window in exactly one fate. Entries are in order of source, then window, the one without window first. */
export interface Ledger {
  readonly entries: readonly LedgerEntry[];
  readonly arrivals: readonly ArrivalEntry[];
  readonly totals: FateCounts;
  readonly received: number;
  readonly accounted: number;
  readonly balanced: boolean;
  readonly differences: readonly Difference[];
}

/** Units of one announcement in one window (its start), or in none: what came, and the fates found independently of it. */
interface Units {
  readonly start: number | null;
  readonly received: number;
  readonly fates: FateCounts;
}

type Readings = ReadonlyMap<number, Reading>;
const noReadings: Readings = new Map();

/** The rows of a read arrival in one of its windows. */
function fatesInWindow(arrival: Received, start: number, rows: number, readings: Readings, size: number): FateCounts {
  const { state } = arrival;
  const isBefore = (through: number | undefined, before: readonly FormerThrough[] = []) => {
    const instant = before.find(({ until }) => start < until)?.through ?? through;
    return instant !== undefined && start + size <= instant;
  };
  if (state === 'superseded' && !isBefore(arrival.supersededThrough, arrival.supersededBefore))
    return { superseded: rows };
  const reading = readings.get(start);
  if (reading?.arrival.code !== undefined) return { quarantined: rows };
  if (reading) return fatesIn(reading);
  const expired = state === 'expired' || isBefore(arrival.expiredThrough, arrival.expiredBefore);
  return expired ? { expired: rows } : { waiting: rows };
}

function unitsOf(arrival: Received, readings: Readings, sizeAt: LedgerInput['sizeAt']): Units[] {
  const { declared, state } = arrival;
  const all = [...readings.values()];
  // The latest knows into which windows of a changed grid the rows fall.
  const read = all.findLast((reading) => reading.arrival.code === undefined)?.arrival;
  if (!read) {
    const fate = all.length > 0 ? 'quarantined' : unreadFate[state];
    return [{ start: null, received: declared, fates: { [fate]: declared } }];
  }
  const listed = new Set(read.windows.map(({ start }) => start));
  return [
    ...read.windows.map(({ start, rows }) => ({
      start,
      received: rows,
      fates: fatesInWindow(arrival, start, rows, readings, sizeAt(start)),
    })),
    { start: null, received: read.outside, fates: { quarantined: read.outside } },
    ...strayUnits(all.filter((reading) => !listed.has(reading.start))),
  ];
}

/** Fates of rows without a record of receipt; a sound ledger has none. */
const strayUnits = (readings: readonly Reading[]): Units[] =>
  readings
    .filter(({ arrival }) => arrival.code === undefined)
    .map((reading) => ({ start: reading.start, received: 0, fates: fatesIn(reading) }));

/** Announcements with their units, and then readings of what was never accepted. A key is accepted once: a second time has no fate. */
function* accounts({
  received,
  panes,
  sizeAt,
}: LedgerInput): Generator<ArrivalKey & { state?: ReceivedState; units: Units[] }> {
  const readings = readingsOf(panes);
  const counted = new Set<string>();
  for (const arrival of received) {
    const { source, id, state, declared } = arrival;
    const key = keyOf(arrival);
    // What had expired may be announced again once its key is forgotten: it expires once more.
    const isUnread = !mayBeRead(state) || (state === 'expired' && counted.has(key));
    if (isUnread) yield { source, id, state, units: unitsOf(arrival, noReadings, sizeAt) };
    else if (counted.has(key)) yield { source, id, state, units: [{ start: null, received: declared, fates: {} }] };
    else yield { source, id, state, units: unitsOf(arrival, readings.get(key) ?? noReadings, sizeAt) };
    if (mayBeRead(state)) counted.add(key);
  }
  for (const [key, byWindow] of readings) {
    const [first] = byWindow.values();
    if (counted.has(key) || !first) continue;
    const { source, id } = first.arrival;
    yield { source, id, units: strayUnits([...byWindow.values()]) };
  }
}

export const inOrder = (a: LedgerEntry, b: LedgerEntry): number => {
  if (a.source !== b.source) return a.source < b.source ? -1 : 1;
  return (a.window?.start ?? Number.NEGATIVE_INFINITY) - (b.window?.start ?? Number.NEGATIVE_INFINITY);
};

/** Folds announcements and panes into the exact ledger: what came, and its fates, counted apart and compared. */
export function ledgerOf(input: LedgerInput): Ledger {
  const entries = new Map<string, LedgerEntry>();
  const arrivals: ArrivalEntry[] = [];
  const differences: Difference[] = [];
  const totals: FateCounts = {};
  const windowAt = (start: number | null): Window | null =>
    start === null ? null : { start, end: start + input.sizeAt(start) };

  for (const { source, id, state, units } of accounts(input)) {
    const fates: FateCounts = {};
    for (const unit of units) {
      const accounted = sumOf(unit.fates);
      const window = windowAt(unit.start);
      if (accounted !== unit.received) differences.push({ source, id, window, received: unit.received, accounted });
      if (accounted === 0 && unit.received === 0) continue;
      const place = JSON.stringify([source, unit.start]);
      const entry = entries.get(place) ?? { source, window, received: 0, fates: {} };
      entries.set(place, entry);
      entry.received += unit.received;
      for (const counts of [entry.fates, fates, totals]) addCounts(counts, unit.fates);
    }
    const received = units.reduce((sum, unit) => sum + unit.received, 0);
    arrivals.push({ source, id, ...(state && { state }), received, fates });
  }
  const received = arrivals.reduce((sum, arrival) => sum + arrival.received, 0);
  const balanced = differences.length === 0;
  return {
    entries: [...entries.values()].sort(inOrder),
    arrivals,
    totals,
    received,
    accounted: sumOf(totals),
    balanced,
    differences,
  };
}
