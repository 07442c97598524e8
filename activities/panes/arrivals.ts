import type { Segments } from '#stores/segments/segments.ts';
import type { PaneInput } from './port.ts';
import type { BatchReader, ReadBatch, Reading } from './read.ts';

/** A pane's arrivals in order of ordinal, each read and verified. */
export async function readArrivals(
  input: PaneInput,
  segments: Segments,
  read: BatchReader,
  signal?: AbortSignal,
): Promise<Reading[]> {
  const { segments: digests, through, window, except, grid, sources } = input;
  const entries = await segments.touching({ segments: digests, through, window, except, sources });
  const bySource = Map.groupBy(entries, ({ source }) => source);
  const readings = await Promise.all(
    sources.map((source) => read({ entries: bySource.get(source.name) ?? [], source, grid, signal })),
  );
  return readings.flat().sort((a, b) => a.entry.ordinal - b.entry.ordinal);
}

/** The sound batches of one source. */
export const batchesOf = (source: string, readings: readonly Reading[]): ReadBatch[] =>
  readings.filter((reading): reading is ReadBatch => !('code' in reading) && reading.entry.source === source);
