import type { TrainingRequest } from '#contracts/training.ts';
import { digestOf } from '#domain/digest.ts';

/** A request of a pipeline for a model, of no panes. */
export const requestOf = (pipeline: string, model: string): TrainingRequest => ({
  pipeline,
  model,
  spec: digestOf(model),
  span: { start: 0, end: 1_000 },
  holdout: { start: 1_000, end: 2_000 },
  panes: [],
  labels: [],
  parameters: {},
  seed: 1,
  requestedBy: 'ada',
  nonce: 'any',
});
