import type { Recount } from '#domain/time/effects.ts';
import { touchedBy, windowsOf } from '#domain/time/windows.ts';
import type { Segments } from '#stores/segments/segments.ts';
import type { RecountInput } from './port.ts';

/** Counts arrivals by window from the stream's record of them, for windows that had expired and that the stream has forgotten. */
export async function recount(
  { segments: digests, feeds, grid, except, after, to = Number.POSITIVE_INFINITY, most }: RecountInput,
  segments: Segments,
): Promise<readonly Recount[] | null> {
  const counts = new Map<string, { feed: string; start: number; arrivals: number; rows: number }>();
  const window = { start: after - grid.size + 1, end: to };
  const through = Number.MAX_SAFE_INTEGER;
  for (const { name: feed, sources } of feeds) {
    const named = sources.map((name) => ({ name }));
    for (const entry of await segments.touching({ segments: digests, through, window, except, sources: named })) {
      if (touchedBy(entry, grid).count > most) return null;
      for (const { start, end } of windowsOf(entry, grid)) {
        if (end <= after || start >= to) continue;
        const key = `${feed} ${start}`;
        const count = counts.get(key) ?? { feed, start, arrivals: 0, rows: 0 };
        count.arrivals += 1;
        count.rows += entry.rows;
        counts.set(key, count);
      }
      if (counts.size > most) return null;
    }
  }
  return [...counts.values()].sort((a, b) => a.start - b.start || (a.feed < b.feed ? -1 : 1));
}
