import { z } from 'zod';
import { Code } from './codes.ts';
import { Digest } from './digest.ts';
import { StandingWaiver } from './hold.ts';
import { FateCounts } from './ledger.ts';
import { Asked } from './rerequest.ts';
import { Timing, Window } from './window.ts';

/** What became of a pane; one that is held waits for a person, or for its source. */
const PaneOutcome = z.enum(['published', 'rejected', 'held', 'superseded']);
export type PaneOutcome = z.infer<typeof PaneOutcome>;

/** The newest of the later panes of a window, for a pane of it that is held. */
export const NewerPane = z.strictObject({
  pane: z.number().int().min(1),
  /** Whether one of the later panes was published. */
  published: z.boolean(),
  /** Sources of the late arrivals that they were made for. */
  lateSources: z.array(z.string()),
});
export type NewerPane = z.infer<typeof NewerPane>;

/** What a window run tells its stream, and the stream tells the pipeline once the pane is published. */
export const PaneDecided = z.strictObject({
  feed: z.string(),
  window: Window,
  pane: z.number().int().min(0),
  timing: Timing,
  outcome: PaneOutcome,
  code: Code,
  snapshot: Digest,
  account: Digest,
  report: Digest,
  /** Rows of the snapshot by source. */
  rows: z.record(z.string(), z.number().int().min(0)),
  /** The artifact of each source's rows. */
  parts: z.record(z.string(), Digest),
  fates: FateCounts,
  /** The waivers by which a gate that did not pass blocked nothing. */
  waivers: z.array(Digest).exactOptional(),
  /** The one that a person gave for later panes too. */
  granted: StandingWaiver.exactOptional(),
  /** Whom a pane that is held waits for. */
  asked: Asked.exactOptional(),
});
export type PaneDecided = z.infer<typeof PaneDecided>;
