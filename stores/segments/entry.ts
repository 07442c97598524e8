import type { Arrival } from '#contracts/arrival.ts';
import type { Digest } from '#contracts/digest.ts';
import type { SegmentEntry } from '#contracts/snapshot.ts';
import { digestOf } from '#domain/digest.ts';

/**
 * The digest of what an arrival says, all but its id: two arrivals of one key with the same digest are a repeat,
 * with different ones a conflict.
 */
export function announcementDigest(arrival: Arrival): Digest {
  const before = digests.get(arrival);
  if (before !== undefined) return before;
  const { id: _, ...said } = arrival;
  const digest = digestOf(said);
  digests.set(arrival, digest);
  return digest;
}

/** It is asked for several times on the way of an arrival, and costs more than all else. */
const digests = new WeakMap<Arrival, Digest>();

/** An accepted arrival as its stream keeps it, at its place in the stream. */
export const entryOf = (arrival: Arrival, ordinal: number): SegmentEntry => ({
  ordinal,
  source: arrival.source,
  id: arrival.id,
  announcement: announcementDigest(arrival),
  uri: arrival.uri,
  digest: arrival.digest,
  rows: arrival.rows,
  bytes: arrival.bytes,
  format: arrival.format,
  minTime: arrival.minTime,
  maxTime: arrival.maxTime,
  ...(arrival.supersedes !== undefined && { supersedes: arrival.supersedes }),
  ...(arrival.partitions && { partitions: [...arrival.partitions] }),
});

/** One text for a source and an id, whatever characters they hold. */
export const keyOf = (source: string, id: string): string => `${source.length}:${source}${id}`;
