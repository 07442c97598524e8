import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Decision } from '#contracts/decision.ts';
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

const decision = (said: Pick<Decision, 'kind' | 'outcome'> & Partial<Decision>): Decision => ({
  subject: 'any',
  code: 'PANE_PUBLISHED',
  seq: 0,
  at: 0,
  previous: digest('before'),
  hash: digest(JSON.stringify(said)),
  ...said,
});

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
  decision({ kind: 'pane', outcome: 'published', numbers: { start, end: start + day }, inputs: [snapshot] });

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
    decision({
      kind: 'training',
      outcome: 'completed',
      inputs: [set.digest],
      evidence: [digest('onnx'), digest('metadata')],
    }),
    decision({
      kind: 'predictions',
      outcome: 'published',
      inputs: [other, digest('onnx')],
      evidence: [digest('predicted')],
    }),
    decision({
      kind: 'predictions',
      outcome: 'published',
      inputs: [other, digest('before')],
      evidence: [digest('unmoved')],
    }),
  ];
  expect(await blastRadius(digest('wrong'), { start: 0, end: day }, log, artifacts)).toEqual({
    batch: digest('wrong'),
    snapshots: [first, repaired].sort(),
    trainingSets: [set.digest],
    models: [digest('onnx')],
    predictions: [digest('predicted')],
  });
});
