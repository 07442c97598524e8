import type { Arrival, Novelty } from '#contracts/arrival.ts';
import type { Digest } from '#contracts/digest.ts';
import type { ArrivalKey } from '#contracts/ledger.ts';
import type { OrdinalRange, Segment, SegmentEntry } from '#contracts/snapshot.ts';
import type { Window } from '#contracts/window.ts';
import type { Merged } from '#domain/time/record.ts';
import { touches } from '#domain/time/window.ts';
import { unreadable } from '../artifacts/failures.ts';
import type { ArtifactStore } from '../artifacts/store.ts';
import { segmentCache } from './cache.ts';
import { type DecodedSegment, decodeSegment, encodeSegment } from './encoding.ts';
import { announcementDigest, keyOf } from './entry.ts';

/** Which arrivals of a stream a pane is made from. */
export interface Touching {
  readonly segments: readonly Digest[];
  /** The largest ordinal that counts. */
  readonly through: number;
  readonly window: Window;
  /** Arrivals that are held, and so left out. */
  readonly except: readonly OrdinalRange[];
  /** Only arrivals of these; of all sources where it is left out. */
  readonly sources?: readonly { readonly name: string }[];
}

/** A stream's record of its arrivals: immutable segments in the artifact store. */
export interface Segments {
  /**
   * Answers for each arrival, in order, whether its key is new to the segments and to the arrivals before it in the
   * batch: `unseen`, or already there with the `same` announcement, or in `conflict` with another.
   */
  classify(arrivals: readonly Arrival[], segments: readonly Digest[]): Promise<Novelty[]>;

  /** The entries with these keys, in order; undefined where no segment holds one. */
  find(keys: readonly ArrivalKey[], segments: readonly Digest[]): Promise<(SegmentEntry | undefined)[]>;

  /** Stores entries, at least one; the same entries in any order give the same segment. */
  write(entries: readonly SegmentEntry[]): Promise<Segment>;

  /** Stores the entries of several segments as one; those that end before an event time, where one is given, as another. */
  merge(segments: readonly Digest[], before?: number): Promise<Merged>;

  /** The arrivals whose times touch a window, in order of ordinal. */
  touching(query: Touching): Promise<SegmentEntry[]>;

  /** All entries of a segment, in order of ordinal. */
  entries(segment: Digest): Promise<SegmentEntry[]>;
}

export interface SegmentsOptions {
  /** How many bytes of segments, as they are stored, are kept decoded in memory. Default: 64 MiB. */
  readonly cacheBytes?: number;
}

/** Segments over an artifact store; open them once per process, because they have a cache. */
export function openSegments(store: ArtifactStore, { cacheBytes = 64 << 20 }: SegmentsOptions = {}): Segments {
  const load = segmentCache(cacheBytes, async (digest) => decode(await store.get(digest), digest));
  const loadAll = (digests: readonly Digest[]) => Promise.all(digests.map(load));

  const entries = async (digest: Digest): Promise<SegmentEntry[]> => {
    const segment = await load(digest);
    return segment
      .positions(() => true)
      .map(segment.entry)
      .sort(byOrdinal);
  };

  const write = async (added: readonly SegmentEntry[]): Promise<Segment> => {
    const { digest } = await store.put(encodeSegment(added));
    return describe(digest, added);
  };

  return {
    entries,
    write,
    classify: async (arrivals, segments) => classify(arrivals, await loadAll(segments)),
    find: async (keys, segments) => {
      if (keys.length === 0) return [];
      const loaded = await loadAll(segments);
      return keys.map(({ source, id }) => entryWith(loaded, keyOf(source, id)));
    },
    merge: async (segments, before = Number.NEGATIVE_INFINITY) => {
      const all = (await Promise.all(segments.map(entries))).flat();
      const { over = [], merged = [] } = Object.groupBy(all, ({ maxTime }) => (maxTime < before ? 'over' : 'merged'));
      return {
        ...(merged.length > 0 && { merged: await write(merged) }),
        ...(over.length > 0 && { over: await write(over) }),
      };
    },
    touching: async (query) => {
      const segments = await loadAll(query.segments);
      return segments.flatMap((segment) => touching(segment, query)).sort(byOrdinal);
    },
  };
}

const byOrdinal = (a: SegmentEntry, b: SegmentEntry): number => a.ordinal - b.ordinal;

function decode(bytes: Buffer, digest: Digest): DecodedSegment {
  try {
    return decodeSegment(bytes);
  } catch (error) {
    throw unreadable(digest, error instanceof Error ? error.message : String(error));
  }
}

function classify(arrivals: readonly Arrival[], segments: readonly DecodedSegment[]): Novelty[] {
  const inBatch = new Map<string, Digest>();
  return arrivals.map((arrival) => {
    const key = keyOf(arrival.source, arrival.id);
    const announced = announcementDigest(arrival);
    const known = inBatch.get(key) ?? announcementIn(segments, key);
    if (known === undefined) inBatch.set(key, announced);
    if (known === undefined) return 'unseen';
    return known === announced ? 'same' : 'conflict';
  });
}

function entryWith(segments: readonly DecodedSegment[], key: string): SegmentEntry | undefined {
  for (const segment of segments) {
    const position = segment.positionOf(key);
    if (position !== undefined) return segment.entry(position);
  }
  return undefined;
}

function announcementIn(segments: readonly DecodedSegment[], key: string): Digest | undefined {
  for (const segment of segments) {
    const announcement = segment.announcementOf(key);
    if (announcement !== undefined) return announcement;
  }
  return undefined;
}

function touching(segment: DecodedSegment, { through, window, except, sources }: Touching): SegmentEntry[] {
  const wanted = sources && new Set(sources.map(({ name }) => name));
  const left = (ordinal: number) => except.some(([from, to]) => from <= ordinal && ordinal <= to);
  return segment
    .positions(
      (ordinal, minTime, maxTime) => ordinal <= through && touches({ minTime, maxTime }, window) && !left(ordinal),
    )
    .map(segment.entry)
    .filter(({ source }) => wanted === undefined || wanted.has(source));
}

function describe(digest: Digest, entries: readonly SegmentEntry[]): Segment {
  const [first] = entries;
  if (first === undefined) throw new RangeError('a segment holds at least one arrival');
  const { ordinal, minTime, maxTime } = first;
  const segment = { digest, count: entries.length, minTime, maxTime, firstOrdinal: ordinal, lastOrdinal: ordinal };
  for (const entry of entries) {
    segment.minTime = Math.min(segment.minTime, entry.minTime);
    segment.maxTime = Math.max(segment.maxTime, entry.maxTime);
    segment.firstOrdinal = Math.min(segment.firstOrdinal, entry.ordinal);
    segment.lastOrdinal = Math.max(segment.lastOrdinal, entry.ordinal);
  }
  return segment;
}
