import type { LabelsReady, Predictions } from '#contracts/rollout.ts';
import type { Candidate } from '#contracts/training.ts';
import { digestOf } from '#domain/digest.ts';

export const candidateOf = (version: string): Candidate => ({
  model: 'lateness',
  version,
  onnx: digestOf(`${version}.onnx`),
  metadata: digestOf(`${version}.json`),
  trainingSet: digestOf(`${version}.set`),
  request: digestOf(`${version}.request`),
  spec: digestOf('spec'),
  requestedBy: 'cadence',
});

export const day = 86_400_000;

const predictionsOf = (start: number, pane: number): Predictions => ({
  window: { start, end: start + day },
  pane,
  snapshot: digestOf({ start, pane }),
  data: digestOf({ start, pane, scored: true }),
  rows: 100,
  champion: digestOf('champion'),
  challenger: digestOf('challenger'),
  challenged: 10,
  epoch: 3,
});

/** Labels of the window that starts on a day. */
export const labelsOf = (date: number, pane = 0, labelPane = 0): LabelsReady => ({
  epoch: 3,
  stage: 1,
  predictions: predictionsOf(date * day, pane),
  labels: digestOf({ date, labelPane }),
  labelPane,
});
