import type { Digest } from '#contracts/digest.ts';
import type { DecodedSegment } from './encoding.ts';

/**
 * Keeps the decoded segments that were asked for last, up to a sum of encoded bytes; several who ask for one at once
 * wait for one load. Segments are immutable, so nothing is ever stale.
 */
export function segmentCache(capacity: number, load: (digest: Digest) => Promise<DecodedSegment>) {
  /** In order of use, the latest last. */
  const kept = new Map<Digest, Promise<DecodedSegment>>();
  const sizes = new Map<Digest, number>();
  let total = 0;

  const forget = (digest: Digest) => {
    kept.delete(digest);
    total -= sizes.get(digest) ?? 0;
    sizes.delete(digest);
  };

  const loadAndWeigh = async (digest: Digest): Promise<DecodedSegment> => {
    try {
      const segment = await load(digest);
      sizes.set(digest, segment.bytes);
      total += segment.bytes;
      for (const oldest of kept.keys()) {
        if (total <= capacity) break;
        if (sizes.has(oldest)) forget(oldest);
      }
      return segment;
    } catch (error) {
      forget(digest);
      throw error;
    }
  };

  return (digest: Digest): Promise<DecodedSegment> => {
    const segment = kept.get(digest) ?? loadAndWeigh(digest);
    kept.delete(digest);
    kept.set(digest, segment);
    return segment;
  };
}
