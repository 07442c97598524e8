import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Choice } from '#contracts/decision.ts';
import { append, beginChain } from '#domain/decisions/chain.ts';
import { paneDecision } from '#domain/decisions/pane.ts';
import { predictionsDecision } from '#domain/decisions/predictions.ts';
import { trainingDecision } from '#domain/decisions/training.ts';
import { digestOf } from '#domain/digest.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { blastRadius } from '#worker/corrections/trace.ts';

const day = 86_400_000;
const digest = (name: string) => digestOf(name);
let folder: string;
let artifacts: ArtifactStore;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidegate-correction-'));
  artifacts = await openArtifactStore(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const decided = (choice: Choice) => append(beginChain('run', 'r'), choice, 0).decision;

async function snapshotOf(start: number, batch: string, remediatedFrom?: string): Promise<string> {
  const stored = await artifacts.putJson({
    pipeline: 'p',
    partition: 'all',
    feed: 'data',
    window: { start, end: start + day },
    pane: 0,
    batches: [{ source: 'a', id: batch, digest: digest(batch) }],
    parts: [],
    ...(remediatedFrom !== undefined && { remediatedFrom }),
  });
  return stored.digest;
}

const paneOf = (start: number, snapshot: string) =>
  paneDecision.draft({
    about: { partition: 'all', feed: 'data', start },
    outcome: 'published',
    code: 'PANE_PUBLISHED',
    numbers: { start, end: start + day, pane: 0, fates: { included: 1 } },
    inputs: { snapshot },
    evidence: { account: digest('account'), report: digest('report') },
  });

const predictionsOf = (snapshot: string, champion: string, predictions: string) =>
  predictionsDecision.draft({
    about: { model: 'm', start: day, pane: 0 },
    outcome: 'published',
    code: 'PREDICTIONS_PUBLISHED',
    numbers: { rows: 1, challenged: 0, start: day, pane: 0, epoch: 1 },
    inputs: { snapshot, champion },
    evidence: { predictions },
  });

test('what came from a batch is found through repaired snapshots, training sets, models and predictions, and nothing else', async () => {
  const first = await snapshotOf(0, 'wrong');
  const repaired = await snapshotOf(0, 'wrong', first);
  const other = await snapshotOf(day, 'other');
  const rows = { data: digest('rows'), rows: 1, labelled: 1, positives: 1 };
  const request = await artifacts.putJson({
    pipeline: 'p',
    model: 'm',
    spec: digest('spec'),
    span: { start: 0, end: day },
    holdout: { start: day, end: 2 * day },
    panes: [{ window: { start: 0, end: day }, pane: 0, snapshot: repaired }],
    labels: [],
    parameters: {},
    seed: 1,
    requestedBy: 'ada',
    nonce: 'one',
  });
  const set = await artifacts.putJson({
    request: request.digest,
    features: ['x'],
    label: 'late',
    entityKey: 'id',
    training: rows,
    holdout: rows,
  });
  const log = [
    paneOf(0, repaired),
    paneOf(day, other),
    trainingDecision.draft({
      about: 'training/m/1',
      outcome: 'completed',
      code: 'TRAINING_COMPLETED',
      numbers: { attempts: 1 },
      inputs: { trainingSet: set.digest },
      evidence: { model: digest('onnx'), metadata: digest('metadata') },
    }),
    predictionsOf(other, digest('onnx'), digest('predicted')),
    predictionsOf(other, digest('before'), digest('unmoved')),
  ].map(decided);
  expect(await blastRadius(digest('wrong'), { start: 0, end: day }, log, artifacts)).toEqual({
    batch: digest('wrong'),
    snapshots: [first, repaired].sort(),
    trainingSets: [set.digest],
    models: [digest('onnx')],
    predictions: [digest('predicted')],
  });
});
