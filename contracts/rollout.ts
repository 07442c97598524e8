import { z } from 'zod';
import { Digest } from './digest.ts';
import { Candidate } from './training.ts';
import { Window } from './window.ts';

export const StageKind = z.enum(['shadow', 'canary', 'production']);
export type StageKind = z.infer<typeof StageKind>;

/** Where the rollout of a model stands: nobody holds the slot; its holder has entered no stage yet; or a stage of its spec. */
export type Standing =
  | { readonly at: 'steady' | 'waiting' }
  | { readonly at: StageKind /** Its index in the spec. */; readonly stage: number };

/**
 * What a deployment serves. `shadow`: the candidate scores all, nothing of it is published. `canary`: entities whose hash
 * falls below `weight` get the candidate's. `production` during its bake time: the candidate's are published, the predecessor still scores.
 */
export const Routes = z.strictObject({
  champion: Candidate.nullable(),
  /** The model that is scored beside the champion; never null during a rollout. */
  challenger: Candidate.nullable(),
  /** Share of entities that get the challenger's predictions, 0 to 1. */
  weight: z.number().min(0).max(1),
});
export type Routes = z.infer<typeof Routes>;

/** Signal `requestSlot`: a promotion asks for the deployment's one slot. */
export const SlotRequest = z.strictObject({ promotion: z.string(), candidate: Candidate });
export type SlotRequest = z.infer<typeof SlotRequest>;

/** Signal `setStage`: what the deployment should serve for the holder of the slot. */
export const StageChange = z.discriminatedUnion('to', [
  z.strictObject({ epoch: z.number().int(), to: StageKind, stage: z.number().int(), weight: z.number().min(0).max(1) }),
  /** The bake is over: the predecessor is no longer scored. */
  z.strictObject({ epoch: z.number().int(), to: z.literal('promoted') }),
  /** Back to what was live before the slot was granted. */
  z.strictObject({ epoch: z.number().int(), to: z.literal('restored'), code: z.string() }),
]);
export type StageChange = z.infer<typeof StageChange>;

/** One scored pane: an artifact of (entity, as_of, score of each model, which one was published). */
export const Predictions = z.strictObject({
  window: Window,
  pane: z.number().int().min(0),
  snapshot: Digest,
  /** The Parquet artifact. */
  data: Digest,
  rows: z.number().int().min(0),
  /** Onnx digests of the scored models: the one that is served by default, and the one beside it. */
  champion: Digest,
  challenger: Digest.nullable(),
  /** Rows that were published with the challenger's score. */
  challenged: z.number().int().min(0),
  epoch: z.number().int().min(0),
});
export type Predictions = z.infer<typeof Predictions>;

/** Signal `labelsReady`: predictions of a stage whose labels have come. */
export const LabelsReady = z.strictObject({
  epoch: z.number().int().min(0),
  stage: z.number().int().min(0),
  predictions: Predictions,
  /** The label snapshot to join with. */
  labels: Digest,
  labelPane: z.number().int().min(0),
});
export type LabelsReady = z.infer<typeof LabelsReady>;
