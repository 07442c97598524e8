import type { ArriveMessage, Novelty } from '#contracts/arrival.ts';
import type { Code } from '#contracts/codes.ts';
import type { Digest } from '#contracts/digest.ts';
import type { Segment } from '#contracts/snapshot.ts';

/** One announcement of a batch, in order of receipt, as the stream needs it to decide. */
export type Classified =
  | {
      readonly kind: 'arrival';
      readonly source: string;
      readonly id: string;
      readonly novelty: Novelty;
      readonly digest: Digest;
      readonly minTime: number;
      readonly maxTime: number;
      readonly rows: number;
      /** Its place in the stream; only an unseen arrival has one. */
      readonly ordinal?: number;
    }
  | { readonly kind: 'watermark'; readonly source: string; readonly id: string; readonly completeThrough: number }
  | { readonly kind: 'refused'; readonly code: Code; readonly digest: Digest };

export interface ClassifyInput {
  readonly message: ArriveMessage;
  /** The stream's record of keys. */
  readonly segments: readonly Digest[];
  /** The sources that the spec declares; others are refused with `SOURCE_UNKNOWN`. */
  readonly sources: readonly string[];
  /** The ordinal of the first unseen arrival. */
  readonly nextOrdinal: number;
}

export interface ClassifiedBatch {
  readonly announcements: readonly Classified[];
  /** The unseen arrivals, written as a segment; absent where there are none. */
  readonly segment?: Segment;
}

export interface ArrivalActivities {
  /** Answers `unseen | same | conflict` for each arrival of a batch and records the unseen ones. Idempotent: the same input gives the same segment. */
  classifyArrivals(input: ClassifyInput): Promise<ClassifiedBatch>;
  /** Merges segments into one; the entries stay the same. */
  mergeSegments(input: { readonly segments: readonly Digest[] }): Promise<Segment>;
}
