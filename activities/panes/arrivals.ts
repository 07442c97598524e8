import type { Segments } from '#stores/segments/segments.ts';
import type { PaneInput, PaneSource } from './port.ts';
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
  return Promise.all(entries.map((entry) => read({ entry, source: sourceNamed(entry.source, sources), grid, signal })));
}

function sourceNamed(name: string, sources: readonly PaneSource[]): PaneSource {
  const source = sources.find((candidate) => candidate.name === name);
  if (source === undefined) throw new RangeError(`the pane has no source ${name}`);
  return source;
}

/** The sound batches of one source. */
export const batchesOf = (source: string, readings: readonly Reading[]): ReadBatch[] =>
  readings.filter((reading): reading is ReadBatch => !('code' in reading) && reading.entry.source === source);
