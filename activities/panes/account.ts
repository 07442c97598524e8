import type { ArrivalAccount, FateCounts, PaneAccount } from '#contracts/ledger.ts';
import type { Window } from '#contracts/window.ts';
import { addCounts } from '#domain/ledger/counts.ts';
import type { Assembled } from './port.ts';
import type { Reading } from './read.ts';

/** The account of one arrival after assembly: if it was readable, all its rows in the window are included. */
export function accountOf(reading: Reading, window: Window): ArrivalAccount {
  const { source, id, ordinal, rows: declared } = reading.entry;
  if ('code' in reading)
    return { source, id, ordinal, declared, code: reading.code, windows: [], outside: 0, fates: {} };
  const { windows, outside } = reading.facts;
  const included = windows.find(({ start }) => start === window.start)?.rows ?? 0;
  return { source, id, ordinal, declared, windows: [...windows], outside, fates: included > 0 ? { included } : {} };
}

/** The sum of a window's fates over its arrivals. */
export function fatesOf({ arrivals }: PaneAccount): FateCounts {
  const sum: FateCounts = {};
  for (const { fates } of arrivals) addCounts(sum, fates);
  return sum;
}

const mostNamed = 100;

/** The arrivals of an account that could not be read, by ordinal. */
export const unreadableIn = ({ arrivals }: PaneAccount): Assembled['unreadable'] =>
  arrivals.flatMap(({ source, id, code }) => (code === undefined ? [] : [{ source, id, code }])).slice(0, mostNamed);
