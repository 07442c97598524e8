import type { ArrivalAccount, ArrivalKey, FateCounts, PaneAccount } from '#contracts/ledger.ts';

/** What became of a pane so far; `pending` while nothing is decided. */
export type PaneOutcome = 'published' | 'held' | 'rejected' | 'pending';

export interface DecidedPane {
  readonly account: PaneAccount;
  readonly outcome: PaneOutcome;
}

/** What a pane learned of one arrival. */
export interface Reading {
  readonly start: number;
  readonly pane: number;
  readonly outcome: PaneOutcome;
  readonly arrival: ArrivalAccount;
}

export const keyOf = ({ source, id }: ArrivalKey): string => JSON.stringify([source, id]);

/** The newest published pane says what became of an arrival's rows in a window; where it read none of them, the newest pane that did. */
const outranks = (a: Reading, b: Reading): boolean => {
  const published = Number(a.outcome === 'published') - Number(b.outcome === 'published');
  return published === 0 ? a.pane > b.pane : published > 0;
};

/** By arrival, then by start of the window: the reading that counts. */
export function readingsOf(panes: readonly DecidedPane[]): Map<string, Map<number, Reading>> {
  const readings = new Map<string, Map<number, Reading>>();
  for (const { account, outcome } of panes) {
    for (const arrival of account.arrivals) {
      const reading = { start: account.window.start, pane: account.pane, outcome, arrival };
      const key = keyOf(arrival);
      const byWindow = readings.get(key) ?? new Map<number, Reading>();
      const known = byWindow.get(reading.start);
      if (!known || outranks(reading, known)) byWindow.set(reading.start, reading);
      readings.set(key, byWindow);
    }
  }
  return readings;
}

/** The fates that a pane's assembly found, after what became of the pane: included rows of one that is not published are not in yet. */
export function fatesIn({ outcome, arrival }: Reading): FateCounts {
  const { included, ...others } = arrival.fates;
  if (outcome === 'published' || included === undefined) return arrival.fates;
  const fate = outcome === 'rejected' ? 'rejected' : 'waiting';
  return { ...others, [fate]: (others[fate] ?? 0) + included };
}
