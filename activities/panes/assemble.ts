import type { Measure } from '#contracts/measure.ts';
import type { SnapshotPart } from '#contracts/snapshot.ts';
import { accountOf } from './account.ts';
import { batchesOf, readArrivals } from './arrivals.ts';
import type { Assembled, PaneInput, PaneSource } from './port.ts';
import { publish } from './publish.ts';
import type { Reading } from './read.ts';
import { inOrder, rowsIn } from './rows.ts';
import type { PaneWork } from './work.ts';

/** Reads a pane's batches, writes the rows of its window as one part a source, and measures them. */
export async function assemble(
  work: PaneWork,
  input: PaneInput & { readonly plan: readonly Measure[] },
  signal?: AbortSignal,
): Promise<Assembled> {
  const readings = await readArrivals(input, work.segments, work.read, signal);
  const written = await Promise.all(input.sources.map((source) => writePart(work, input, source, readings, signal)));
  return publish(
    {
      input,
      batches: readings.flatMap((reading) => ('code' in reading ? [] : [batchOf(reading)])),
      parts: written.flatMap((part) => part ?? []),
      account: {
        feed: input.feed,
        window: input.window,
        pane: input.pane,
        arrivals: readings.map((reading) => accountOf(reading, input.window)),
      },
      signal,
    },
    work.artifacts,
    work.measure,
  );
}

export const batchOf = ({ entry: { source, id, digest } }: Reading) => ({ source, id, digest });

async function writePart(
  { artifacts, database, scratch }: PaneWork,
  { window }: PaneInput,
  source: PaneSource,
  readings: readonly Reading[],
  signal?: AbortSignal,
): Promise<SnapshotPart | undefined> {
  const rows = rowsIn(window, batchesOf(source.name, readings), source);
  if (rows === undefined) return undefined;
  const stored = await database.use(
    (session) => scratch.store(artifacts, (path) => session.writeParquet(inOrder(rows), path)),
    signal,
  );
  return { source: source.name, data: stored.digest, rows: stored.rows, bytes: stored.bytes };
}
