import { z } from 'zod';
import { tableGates } from './check.ts';
import { Digest } from './digest.ts';
import { Window } from './window.ts';

/** A published pane that a training set is made from. */
export const PinnedPane = z.strictObject({ window: Window, pane: z.number().int().min(0), snapshot: Digest });
export type PinnedPane = z.infer<typeof PinnedPane>;

/** One training, pinned: the digest of this object is its identity, so the same request is the same run. */
export const TrainingRequest = z.strictObject({
  pipeline: z.string(),
  model: z.string(),
  /** Of the applied spec. */
  spec: Digest,
  /** The span that the trainer gets, and the one that is held out; event time. */
  span: Window,
  holdout: Window,
  panes: z.array(PinnedPane),
  labels: z.array(PinnedPane),
  parameters: z.record(z.string(), z.json()),
  seed: z.number().int().min(0),
  /** Who asked: a principal's name, or `cadence`. */
  requestedBy: z.string(),
  /** Tells requests for the same data apart when a person asks again. */
  nonce: z.string(),
});
export type TrainingRequest = z.infer<typeof TrainingRequest>;

/** Rows with features and, where known, their label; `late` is null if it never came. */
export const LabelledRows = z.strictObject({
  data: Digest,
  rows: z.number().int().min(0),
  labelled: z.number().int().min(0),
  positives: z.number().int().min(0),
});
export type LabelledRows = z.infer<typeof LabelledRows>;

/** The manifest of a training set. */
export const TrainingSet = z.strictObject({
  request: Digest,
  features: z.array(z.string()).min(1),
  label: z.string(),
  entityKey: z.string(),
  training: LabelledRows,
  holdout: LabelledRows,
});
export type TrainingSet = z.infer<typeof TrainingSet>;

/** What a trainer says of its model; immutable. */
export const ModelMetadata = z.looseObject({
  framework: z.string(),
  frameworkVersion: z.string(),
  codeRevision: z.string(),
  hyperparameters: z.record(z.string(), z.json()),
  seed: z.number().int(),
  trainingRows: z.number().int().min(1),
  features: z.array(z.string()).min(1),
  metrics: z.record(z.string(), z.number()),
  /** `shuffled` for a negative control. */
  labels: z.string().optional(),
  trainingSetDigest: Digest,
  /** Rows scored by the training framework itself, to be compared with the exported model's scores. */
  sample: z
    .array(z.strictObject({ features: z.array(z.number()), probability: z.number() }))
    .min(1)
    .max(1_000),
});
export type ModelMetadata = z.infer<typeof ModelMetadata>;

/** Signal `trainingCompleted`. */
export const TrainingCompletion = z.strictObject({
  /** Of the completing attempt: a repeat has no effect. */
  key: z.string().min(1).max(200),
  model: Digest,
  metadata: Digest,
});
export type TrainingCompletion = z.infer<typeof TrainingCompletion>;

/** Signal `trainingFailed`. */
export const TrainingFailure = z.strictObject({
  key: z.string().min(1).max(200),
  code: z.enum(['TRAINER_FAILED', 'TRAINER_TIMED_OUT', 'TRAINER_OUTPUT_INVALID']),
  /** The trainer's exit code; absent where it was ended by a signal. */
  exitCode: z.number().int().optional(),
  log: Digest.optional(),
  retryable: z.boolean(),
});
export type TrainingFailure = z.infer<typeof TrainingFailure>;

/** Signal `trainingProgressed`. */
export const TrainingProgress = z.strictObject({ share: z.number().min(0).max(1), message: z.string().max(200) });
export type TrainingProgress = z.infer<typeof TrainingProgress>;

/** A model that is to be promoted; everything is named by its digest. */
export const Candidate = z.strictObject({
  model: z.string(),
  /** The short digest of model and metadata together. */
  version: z.string(),
  onnx: Digest,
  metadata: Digest,
  trainingSet: Digest,
  /** Of the training request. */
  request: Digest,
  /** The applied spec that it was trained under: says how its features are made. */
  spec: Digest,
  requestedBy: z.string(),
  /** The gates that its spec declares around inference; absent where it declares none. */
  gates: z.array(z.enum(tableGates)).exactOptional(),
});
export type Candidate = z.infer<typeof Candidate>;
