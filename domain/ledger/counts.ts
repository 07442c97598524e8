import { Fate, type FateCounts } from '#contracts/ledger.ts';

/** The sum over all fates. */
export const sumOf = (counts: FateCounts): number => Fate.options.reduce((sum, fate) => sum + (counts[fate] ?? 0), 0);

/** Adds counts to others in place; fates without a row stay left out. */
export function addCounts(into: FateCounts, counts: FateCounts): void {
  for (const fate of Fate.options) {
    const rows = counts[fate];
    if (rows !== undefined && rows > 0) into[fate] = (into[fate] ?? 0) + rows;
  }
}
