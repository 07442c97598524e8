import type { Arrival } from '#contracts/arrival.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { announcementDigest, entryOf } from '#stores/segments/entry.ts';
import type { Segments } from '#stores/segments/segments.ts';
import { type Admitted, admit } from './admit.ts';
import type { ArrivalActivities, Classified, ClassifiedBatch, ClassifyInput } from './port.ts';
import { recount } from './recount.ts';
import { relationsOf, supersededOf } from './relations.ts';
import { announcementsIn } from './unpack.ts';

export interface ArrivalDependencies {
  readonly artifacts: ArtifactStore;
  readonly segments: Segments;
}

/** The activities by which a stream takes arrivals. */
export function createArrivalActivities({ artifacts, segments }: ArrivalDependencies) {
  return {
    classifyArrivals: async (input) => {
      const unpacked = await announcementsIn(input.message, artifacts);
      if ('refused' in unpacked) return { announcements: [unpacked.refused] };
      return classify(unpacked.announcements, input, segments);
    },
    recountWindows: (input) => recount(input, segments),
    findArrival: async ({ source, id, segments: digests }) => {
      const [entry] = await segments.find([{ source, id }], digests);
      return entry ? supersededOf(entry) : null;
    },
    mergeSegments: (input) => segments.merge(input.segments),
  } satisfies ArrivalActivities;
}

async function classify(
  announcements: readonly unknown[],
  input: ClassifyInput,
  segments: Segments,
): Promise<ClassifiedBatch> {
  const admitted = announcements.map((announcement) => admit(announcement, input));
  const arrivals = admitted.filter((announcement): announcement is Arrival => announcement.kind === 'arrival');
  const novelties = await segments.classify(arrivals, input.segments);
  const unseen = arrivals.filter((_, i) => novelties[i] === 'unseen');
  const ordinals = new Map(unseen.map((arrival, i) => [arrival, input.nextOrdinal + i]));
  const novelty = new Map(arrivals.map((arrival, i) => [arrival, novelties[i] ?? 'conflict']));

  const related = await relationsOf(unseen, ordinals, input.segments, segments);

  const classified = admitted.map((announcement: Admitted): Classified => {
    if (announcement.kind !== 'arrival') return announcement;
    const { source, id, minTime, maxTime, rows } = announcement;
    const ordinal = ordinals.get(announcement);
    return {
      kind: 'arrival',
      source,
      id,
      novelty: novelty.get(announcement) ?? 'conflict',
      digest: announcementDigest(announcement),
      minTime,
      maxTime,
      rows,
      ...(ordinal !== undefined && { ordinal, ...related.get(announcement) }),
    };
  });
  if (unseen.length === 0) return { announcements: classified };
  const segment = await segments.write(unseen.map((arrival, i) => entryOf(arrival, input.nextOrdinal + i)));
  return { announcements: classified, segment };
}
