import type { ArriveMessage, Novelty, WatermarkAssertion } from '#contracts/arrival.ts';
import type { Code } from '#contracts/codes.ts';
import type { Digest } from '#contracts/digest.ts';
import type { OrdinalRange, Segment } from '#contracts/snapshot.ts';
import type { FeedConfig } from '#domain/time/config.ts';
import type { Admitted, KnownArrival, Recount } from '#domain/time/effects.ts';
import type { Merged } from '#domain/time/record.ts';
import type { WindowGrid } from '#domain/time/windows.ts';

/** One announcement of a batch, in order of receipt, as the stream needs it to decide. */
export type Classified =
  | Admitted
  | (Omit<KnownArrival, 'ordinal' | 'digest'> & {
      /** An arrival whose key the stream knows: with the same announcement, or another. */
      readonly kind: 'repeat';
      readonly novelty: Exclude<Novelty, 'unseen'>;
      /** Of the announcement. */
      readonly announcement: Digest;
    })
  | Readonly<WatermarkAssertion>
  | { readonly kind: 'refused'; readonly code: Code; readonly digest: Digest };

export interface ClassifyInput {
  /** In order of receipt. */
  readonly messages: readonly ArriveMessage[];
  /** The stream's record of keys. */
  readonly segments: readonly Digest[];
  /** The sources that the spec declares; others are refused with `SOURCE_UNKNOWN`. */
  readonly sources: readonly string[];
  /** The event times that a backfill takes; others are refused with `BACKFILL_OUT_OF_RANGE`. */
  readonly range?: { readonly from: number; readonly to: number };
  /** The ordinal of the first unseen arrival. */
  readonly nextOrdinal: number;
}

export interface ClassifiedBatch {
  readonly announcements: readonly Classified[];
  /** The unseen arrivals, written as a segment; absent where there are none. */
  readonly segment?: Segment;
}

export interface RecountInput {
  readonly segments: readonly Digest[];
  readonly feeds: readonly Pick<FeedConfig, 'name' | 'sources'>[];
  readonly grid: WindowGrid;
  /** Arrivals that are excluded. */
  readonly except: readonly OrdinalRange[];
  /** Windows that end after this, and begin before `to`; event time. */
  readonly after: number;
  readonly to?: number;
  /** The most windows to count. */
  readonly most: number;
}

export interface ArrivalActivities {
  /** Tells the arrivals that are new from those that repeat or contradict one, and records the new ones. Idempotent: the same input gives the same segment. */
  classifyArrivals(input: ClassifyInput): Promise<ClassifiedBatch>;
  /** Counts the arrivals that touch windows which end after an instant; `null` if these are too many windows. */
  recountWindows(input: RecountInput): Promise<readonly Recount[] | null>;
  /** What the stream's record knows of an arrival; `null` if it does not have it. */
  findArrival(input: {
    readonly source: string;
    readonly id: string;
    readonly segments: readonly Digest[];
  }): Promise<KnownArrival | null>;
  /** Merges segments into one; the entries stay the same, and those that end before `before` (event time) come into one of their own. */
  mergeSegments(input: { readonly segments: readonly Digest[]; readonly before?: number }): Promise<Merged>;
}
