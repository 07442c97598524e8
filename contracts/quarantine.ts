import { z } from 'zod';
import { Code } from './codes.ts';
import { Digest } from './digest.ts';
import { EpochMs } from './time.ts';

/** What a person decides about rows that a gate set aside: they are included after all, or refused for good. */
export const RulingVerdict = z.enum(['release', 'discard']);
export type RulingVerdict = z.infer<typeof RulingVerdict>;

const selection = {
  feed: z.string().min(1).max(200),
  /** Start of the window; event time. */
  start: EpochMs,
  /** The pane whose gate set them aside. */
  pane: z.number().int().min(0),
  source: z.string().min(1).max(200),
  /** The Parquet artifact of the rows, each with its arrival, its place in it, and its reasons. */
  quarantine: Digest,
  /** Only rows with one of these reasons; without it, all. */
  codes: z.array(Code).min(1).max(50).exactOptional(),
  verdict: RulingVerdict,
  /** The artifact of the text that says why: histories hold no free text. */
  reason: Digest,
  by: z.string().min(1).max(200),
};

/** A request for a ruling: which rows, and what is to become of them. */
export const RulingRequest = z.strictObject({
  ...selection,
  /** The account of that pane; a discard writes a new version of it. */
  account: Digest,
});
export type RulingRequest = z.infer<typeof RulingRequest>;

/** A ruling as it is stored: an artifact that applies to every later pane of the window. It names rows, and does not copy them. */
export const Ruling = z.strictObject({
  kind: z.literal('ruling'),
  pipeline: z.string(),
  partition: z.string(),
  ...selection,
});
export type Ruling = z.infer<typeof Ruling>;
