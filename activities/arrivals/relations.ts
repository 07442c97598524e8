import type { Arrival } from '#contracts/arrival.ts';
import type { Digest } from '#contracts/digest.ts';
import type { SegmentEntry } from '#contracts/snapshot.ts';
import type { Admitted, KnownArrival } from '#domain/time/effects.ts';
import { entryOf, keyOf } from '#stores/segments/entry.ts';
import type { Segments } from '#stores/segments/segments.ts';

type Relations = Pick<Admitted, 'supersedes' | 'causes'>;

export const knownOf = ({ source, id, ordinal, digest, minTime, maxTime, rows }: SegmentEntry): KnownArrival => ({
  source,
  id,
  ordinal,
  digest,
  minTime,
  maxTime,
  rows,
});

/** What new arrivals correct and what must come before them, looked up in the stream's record and earlier in the batch. */
export async function relationsOf(
  arrivals: readonly Arrival[],
  ordinals: ReadonlyMap<Arrival, number>,
  digests: readonly Digest[],
  segments: Segments,
): Promise<Map<Arrival, Relations>> {
  const asking = arrivals.filter(({ supersedes, after }) => supersedes !== undefined || after !== undefined);
  const relations = new Map<Arrival, Relations>();
  if (asking.length === 0) return relations;
  const keys = asking.flatMap(({ source, supersedes, after = [] }) => [
    ...(supersedes === undefined ? [] : [{ source, id: supersedes }]),
    ...after,
  ]);
  const found = await segments.find(keys, digests);
  const known = new Map(keys.flatMap((key, i) => (found[i] ? [[keyOf(key.source, key.id), found[i]]] : [])));
  const inBatch = new Map(arrivals.map((arrival) => [keyOf(arrival.source, arrival.id), arrival]));

  for (const arrival of asking) {
    const own = ordinals.get(arrival) ?? 0;
    const entryFor = (source: string, id: string): SegmentEntry | undefined => {
      const before = known.get(keyOf(source, id));
      const beside = inBatch.get(keyOf(source, id));
      const ordinal = beside && ordinals.get(beside);
      return before ?? (beside && ordinal !== undefined && ordinal < own ? entryOf(beside, ordinal) : undefined);
    };
    const { source, supersedes: id, after } = arrival;
    const target = id === undefined ? undefined : entryFor(source, id);
    relations.set(arrival, {
      ...(id !== undefined && { supersedes: { id, ...(target && { known: knownOf(target) }) } }),
      ...(after && {
        causes: after.map((cause) => ({ ...cause, known: entryFor(cause.source, cause.id) !== undefined })),
      }),
    });
  }
  return relations;
}
