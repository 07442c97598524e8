import { z } from 'zod';
import { Arrival } from './arrival.ts';
import { Digest } from './digest.ts';
import { EpochMs } from './time.ts';
import { Window } from './window.ts';

/** One source's part of a snapshot: a Parquet artifact with exactly the window's rows, in a declared order. */
export const SnapshotPart = z.strictObject({
  source: z.string(),
  data: Digest,
  rows: z.number().int().min(0),
  bytes: z.number().int().min(0),
});
export type SnapshotPart = z.infer<typeof SnapshotPart>;

const Rows = z.number().int().min(0);

/** What a declared step did to the rows of a source. */
export const Repair = z.strictObject({
  /** Its name: `cast`. */
  step: z.string(),
  source: z.string(),
  /** The column that it is about, as it is called afterwards. */
  column: z.string().exactOptional(),
  /** Rows that were in before it, and those that still were after it. */
  before: Rows,
  after: Rows,
  /** Rows whose values it changed; left out of steps about whole rows. */
  touched: Rows.exactOptional(),
  /** Of these, rows that lost a value: it could not be cast, or was computed as null. */
  nulled: Rows.exactOptional(),
});
export type Repair = z.infer<typeof Repair>;

/** The immutable dataset of one pane. Its own digest is that of this manifest in canonical JSON. */
export const Snapshot = z.strictObject({
  pipeline: z.string(),
  partition: z.string(),
  feed: z.string(),
  window: Window,
  pane: z.number().int().min(0),
  /** The batches that it was made from, in order of ordinal. */
  batches: z.array(z.strictObject({ source: z.string(), id: z.string(), digest: Digest })),
  parts: z.array(SnapshotPart),
  /** The snapshot that this one was repaired from. */
  remediatedFrom: Digest.optional(),
  /** What people said of rows that a gate had set aside. */
  rulings: z.array(Digest).exactOptional(),
  /** By which steps, in their order. */
  repairs: z.array(Repair).min(1).exactOptional(),
});
export type Snapshot = z.infer<typeof Snapshot>;

/** An accepted arrival as a stream's segments keep it. */
export const SegmentEntry = Arrival.omit({ kind: true, producedBy: true, after: true }).extend({
  /** Its place in the stream. */
  ordinal: z.number().int().min(0),
  /** Digest of the whole announcement without its id: tells a repeat from a conflict. */
  announcement: Digest,
});
export type SegmentEntry = z.infer<typeof SegmentEntry>;

/** Ordinals of arrivals from the first to the second, both inclusive. */
export type OrdinalRange = readonly [from: number, to: number];

/** An immutable sorted run of arrivals (by source, then id) in the artifact store. */
export const Segment = z.strictObject({
  digest: Digest,
  count: z.number().int().min(1),
  minTime: EpochMs,
  maxTime: EpochMs,
  firstOrdinal: z.number().int().min(0),
  lastOrdinal: z.number().int().min(0),
});
export type Segment = z.infer<typeof Segment>;
