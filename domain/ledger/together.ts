import type { FateCounts } from '#contracts/ledger.ts';
import { addCounts } from './counts.ts';
import { inOrder, type Ledger, type LedgerEntry } from './ledger.ts';

/** The sum of ledgers of which each has announcements of its own; balanced where all are. */
export function ledgersTogether(ledgers: readonly Ledger[]): Ledger {
  const [only] = ledgers;
  if (only && ledgers.length === 1) return only;
  const entries = new Map<string, LedgerEntry>();
  const totals: FateCounts = {};
  for (const ledger of ledgers) {
    addCounts(totals, ledger.totals);
    for (const { source, window, received, fates } of ledger.entries) {
      const place = JSON.stringify([source, window]);
      const entry = entries.get(place) ?? { source, window, received: 0, fates: {} };
      entry.received += received;
      addCounts(entry.fates, fates);
      entries.set(place, entry);
    }
  }
  const total = (of: (ledger: Ledger) => number) => ledgers.reduce((sum, ledger) => sum + of(ledger), 0);
  return {
    entries: [...entries.values()].sort(inOrder),
    arrivals: ledgers.flatMap(({ arrivals }) => arrivals),
    totals,
    received: total(({ received }) => received),
    accounted: total(({ accounted }) => accounted),
    balanced: ledgers.every(({ balanced }) => balanced),
    differences: ledgers.flatMap(({ differences }) => differences),
  };
}
