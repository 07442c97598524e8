import { z } from 'zod';
import { Code } from './codes.ts';
import { Digest } from './digest.ts';
import { EpochMs } from './time.ts';

/** What a person says of rows that a gate set aside: they are in after all, or out for good. */
export const RulingVerdict = z.enum(['release', 'discard']);
export type RulingVerdict = z.infer<typeof RulingVerdict>;

const selection = {
  feed: z.string().min(1).max(200),
  /** Event time: of the window. */
  start: EpochMs,
  /** The pane whose gate set them aside. */
  pane: z.number().int().min(0),
  source: z.string().min(1).max(200),
  /** The Parquet artifact of the rows, each with its arrival, its place in it, and its reasons. */
  quarantine: Digest,
  /** Only rows with one of these reasons; all, where it is left out. */
  codes: z.array(Code).min(1).max(50).exactOptional(),
  verdict: RulingVerdict,
  /** The artifact of the text that says why: histories hold no free text. */
  reason: Digest,
  by: z.string().min(1).max(200),
};

/** The rows that are meant, and what becomes of them. */
export const RulingRequest = z.strictObject({
  ...selection,
  /** The account of that pane, which a discard amends. */
  account: Digest,
});
export type RulingRequest = z.infer<typeof RulingRequest>;

/** A ruling as it is kept: an artifact that every later pane of the window is made by. It names rows, and copies none. */
export const Ruling = z.strictObject({
  kind: z.literal('ruling'),
  pipeline: z.string(),
  partition: z.string(),
  ...selection,
});
export type Ruling = z.infer<typeof Ruling>;
