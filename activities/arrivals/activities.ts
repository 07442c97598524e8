import type { Arrival } from '#contracts/arrival.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { announcementDigest, entryOf } from '#stores/segments/entry.ts';
import type { Segments } from '#stores/segments/segments.ts';
import { type Examined, examine } from './examine.ts';
import type { ArrivalActivities, Classified, ClassifiedBatch, ClassifyInput } from './port.ts';
import { recount } from './recount.ts';
import { knownOf, relationsOf } from './relations.ts';
import { announcementsIn } from './unpack.ts';

export interface ArrivalDependencies {
  readonly artifacts: ArtifactStore;
  readonly segments: Segments;
}

/** The activities by which a stream takes arrivals. */
export function createArrivalActivities({ artifacts, segments }: ArrivalDependencies) {
  return {
    classifyArrivals: async (input) => {
      const unpacked = await Promise.all(input.messages.map((message) => announcementsIn(message, artifacts)));
      const examined = unpacked
        .flat()
        .flatMap((message) =>
          'refused' in message ? [message.refused] : message.announcements.map((one) => examine(one, input)),
        );
      return classify(examined, input, segments);
    },
    recountWindows: (input) => recount(input, segments),
    findArrival: async ({ source, id, segments: digests }) => {
      const [entry] = await segments.find([{ source, id }], digests);
      return entry ? knownOf(entry) : null;
    },
    mergeSegments: (input) => segments.merge(input.segments, input.before),
  } satisfies ArrivalActivities;
}

async function classify(
  examined: readonly Examined[],
  input: ClassifyInput,
  segments: Segments,
): Promise<ClassifiedBatch> {
  const arrivals = examined.filter((announcement): announcement is Arrival => announcement.kind === 'arrival');
  const novelties = await segments.classify(arrivals, input.segments);
  const novelty = new Map(arrivals.map((arrival, i) => [arrival, novelties[i] ?? 'conflict']));
  const unseen = arrivals.filter((arrival) => novelty.get(arrival) === 'unseen');
  const ordinals = new Map(unseen.map((arrival, i) => [arrival, input.nextOrdinal + i]));
  const related = await relationsOf(unseen, ordinals, input.segments, segments);

  const announcements = examined.map((announcement): Classified => {
    if (announcement.kind !== 'arrival') return announcement;
    const { source, id, minTime, maxTime, rows } = announcement;
    const said = { source, id, minTime, maxTime, rows };
    const ordinal = ordinals.get(announcement);
    if (ordinal !== undefined) return { kind: 'arrival', ...said, ordinal, ...related.get(announcement) };
    const known = novelty.get(announcement) === 'same' ? 'same' : 'conflict';
    return { kind: 'repeat', ...said, novelty: known, announcement: announcementDigest(announcement) };
  });
  if (unseen.length === 0) return { announcements };
  const segment = await segments.write(unseen.map((arrival, i) => entryOf(arrival, input.nextOrdinal + i)));
  return { announcements, segment };
}
