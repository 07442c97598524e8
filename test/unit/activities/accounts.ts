import type { ArrivalAccount, PaneAccount } from '#contracts/ledger.ts';

/** What became of an arrival of ten rows that are all in the pane. */
export const included = (id: string, ordinal: number, source = 'flights'): ArrivalAccount => ({
  source,
  id,
  ordinal,
  declared: 10,
  windows: [{ start: 0, rows: 10 }],
  outside: 0,
  fates: { included: 10 },
});

/** The account of the first pane of a window of 1,000. */
export const accountOf = (arrivals: readonly ArrivalAccount[]): PaneAccount => ({
  feed: 'data',
  window: { start: 0, end: 1_000 },
  pane: 0,
  arrivals: [...arrivals],
});
