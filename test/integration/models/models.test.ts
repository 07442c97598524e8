import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createModelActivities } from '#activities/models/activities.ts';
import { createTrainingActivities } from '#activities/training/activities.ts';
import { type ModelGate, TableGate } from '#contracts/check.ts';
import type { Digest } from '#contracts/digest.ts';
import { type Candidate, ModelMetadata, type TrainingRequest, TrainingSet } from '#contracts/training.ts';
import { judgeTable } from '#domain/gates/table-gate.ts';
import { type FlightPanes, openFlightPanes } from '#test/support/data/flight-panes.ts';
import { exampleTrainer, trainerPath } from '#test/support/trainer-environment.ts';

const over = 5;
const holdout = 2;
const scored = 1 + over + holdout;
const gate: ModelGate = { checks: [{ leakage: { entities: 5 } }, { holdout: { minRows: 100 } }] };

let panes: FlightPanes;
let path: string;
let models: ReturnType<typeof createModelActivities>;
let schedule: Candidate;
let weather: Candidate;
let shuffled: Candidate;
/** What trainers have signalled, by the workflow that asked. */
const signals: Readonly<Record<string, [name: string, payload: unknown][]>> = {
  schedule: [],
  weather: [],
  shuffled: [],
};

async function train(
  workflowId: keyof typeof signals,
  features: string,
  parameters: TrainingRequest['parameters'] = {},
): Promise<Candidate> {
  let completion: { model: Digest; metadata: Digest } | undefined;
  const { assembleTrainingSet, runTrainer } = createTrainingActivities({
    ...panes,
    trainerPath: path,
    signal: async (_, name, payload) => {
      signals[workflowId]?.push([name, payload]);
      if (name === 'trainingCompleted') completion = payload as typeof completion;
    },
  });
  const spec = await panes.apply(features, exampleTrainer);
  const request = await panes.request(spec, over, holdout, { parameters });
  const { digest: trainingSet, set } = await assembleTrainingSet({ request });
  await runTrainer({ workflowId, request: set.request, trainingSet, attempt: 1, deadline: 60_000 });
  if (!completion) throw new Error('the trainer did not complete');
  const { model: onnx, metadata } = completion;
  return {
    model: 'lateness',
    version: onnx.slice(7, 19),
    onnx,
    metadata,
    trainingSet,
    request: set.request,
    spec,
    requestedBy: 'ada',
  };
}

beforeAll(async () => {
  panes = await openFlightPanes();
  path = await trainerPath();
  models = createModelActivities(panes);
  [schedule, weather, shuffled] = await Promise.all([
    train('schedule', 'schedule.sql'),
    train('weather', 'schedule-weather.sql'),
    train('shuffled', 'schedule.sql', { labels: 'shuffled' }),
  ]);
});
afterAll(() => panes.close());

test('the example’s trainer completes with a model and metadata that name the training set', async () => {
  const { features, training } = await panes.artifacts.getJson(weather.trainingSet, TrainingSet);
  const metadata = await panes.artifacts.getJson(weather.metadata, ModelMetadata);
  expect(metadata).toMatchObject({ features, trainingSetDigest: training.data, trainingRows: training.labelled });
  expect(await panes.artifacts.has(weather.onnx)).toBe(true);
  expect(signals.weather?.at(0)).toEqual(['trainingProgressed', { share: 0, message: 'reading the training set' }]);
  expect(signals.weather?.at(-1)).toMatchObject(['trainingCompleted', { key: '1' }]);
});

describe('a candidate', () => {
  test('that is sound scores as its trainer did, and is compared with the champion by the champion’s own features', async () => {
    const measured = await models.measureCandidate({ candidate: weather, champion: schedule, gate });
    expect(measured.integrity).toMatchObject({ loads: true, featuresMatch: true, sampleRows: 64 });
    expect(measured.integrity.maxScoreDifference).toBeLessThan(1e-5);
    expect(measured.leakage).toEqual({ entities: 5, differing: 0 });
    expect(measured.candidate?.rows).toBe(measured.holdout.labelled);
    expect(measured.candidate?.values.auc).toBeGreaterThan(0.5);
    const alone = await models.measureCandidate({ candidate: schedule, champion: null, gate });
    expect(measured.champion).toEqual(alone.candidate);
    expect(alone).toMatchObject({ champion: null, differences: null });
    expect(measured.differences?.logLoss?.mean).toBeCloseTo(
      (measured.candidate?.values.logLoss ?? 0) - (alone.candidate?.values.logLoss ?? 0),
      12,
    );
    expect(await models.measureCandidate({ candidate: weather, champion: schedule, gate })).toEqual(measured);
  });

  test('that was trained on shuffled labels cannot tell late from punctual', async () => {
    const { candidate } = await models.measureCandidate({ candidate: shuffled, champion: null, gate });
    expect(candidate?.values.auc).toBeLessThan(0.58);
  });

  test.each([
    ['is no ONNX', async () => ({ onnx: (await panes.artifacts.put(Buffer.from('no'))).digest }), { loads: false }],
    ['is not in the store', async () => ({ onnx: `sha256:${'0'.repeat(64)}` }), { loads: false }],
    [
      'has metadata that are none',
      async () => ({ metadata: (await panes.artifacts.put(Buffer.from('[]'))).digest }),
      { loads: false },
    ],
    [
      'wants other features',
      async () => ({ onnx: schedule.onnx, metadata: schedule.metadata }),
      { loads: true, featuresMatch: false },
    ],
    [
      'is another model than its metadata say',
      async () => ({ metadata: shuffled.metadata, spec: shuffled.spec, onnx: schedule.onnx }),
      { loads: true },
    ],
  ])('that %s is a finding, not an exception', async (what, change, integrity) => {
    const candidate = { ...weather, ...(await change()) };
    const measured = await models.measureCandidate({ candidate, champion: schedule, gate });
    expect(measured.integrity).toMatchObject(integrity);
    if (what.startsWith('is another')) expect(measured.integrity.maxScoreDifference).toBeGreaterThan(1e-3);
    else expect(measured).toMatchObject({ candidate: null, champion: null, differences: null });
  });
});

describe('a pane', () => {
  const score = async (challenger: Candidate | null, weight: number, where?: string) =>
    models.scorePane({
      routes: { champion: schedule, challenger, weight },
      pane: await panes.pane(scored, where ? { where } : {}),
      before: await panes.pane(scored - 1),
      epoch: 3,
    });
  const published = async (data: Digest) => {
    const file = await panes.artifacts.path(data);
    return panes.database.use((session) =>
      session.rows(
        `SELECT entity_key, score, published_by, score = if(published_by = 'challenger', challenger_score, champion_score) AS right
         FROM read_parquet('${file}') ORDER BY entity_key`,
      ),
    );
  };

  test('is scored the same each time; a canary publishes the challenger for its share of entities', async () => {
    const predictions = await score(weather, 0.25);
    expect(await score(weather, 0.25)).toEqual(predictions);
    const rows = await published(predictions.data);
    expect(rows.length).toBe(predictions.rows);
    expect(rows.every((row) => row.right)).toBe(true);
    expect(predictions.challenged / predictions.rows).toBeCloseTo(0.25, 1);
    expect(rows.filter((row) => row.published_by === 'challenger').length).toBe(predictions.challenged);
    expect((await score(weather, 0)).challenged).toBe(0);
    expect((await score(weather, 1)).challenged).toBe(predictions.rows);
  });

  test('without an entity is published with no row', async () => {
    expect(await score(weather, 0.5, 'false')).toMatchObject({ rows: 0, challenged: 0 });
  });

  test('that a model cannot score is refused for good', async () => {
    const broken = { ...schedule, onnx: weather.onnx };
    await expect(score(broken, 0.5)).rejects.toMatchObject({ type: 'INFERENCE_ERROR', nonRetryable: true });
  });

  test('is compared with labels as they came; rows without one are counted', async () => {
    const predictions = await score(weather, 0.5);
    const { snapshot: labels } = await panes.labels(scored);
    const compare = (challengedOnly: boolean, direction: 'challenger-champion' | 'champion-challenger') =>
      models.comparePredictions({ pairs: [{ predictions, labels }], spec: weather.spec, challengedOnly, direction });
    const all = await compare(false, 'challenger-champion');
    expect(all.missing).toBeGreaterThan(0);
    expect(all.difference.rows + all.missing).toBe(predictions.rows);
    const turned = await compare(false, 'champion-challenger');
    expect(turned.difference).toEqual({ ...all.difference, mean: -all.difference.mean });
    const some = await compare(true, 'challenger-champion');
    expect(some.difference.rows + some.missing).toBe(predictions.challenged);
    const none = await models.comparePredictions({
      pairs: [{ predictions, labels: (await panes.labels(scored + 5)).snapshot }],
      spec: weather.spec,
      challengedOnly: false,
      direction: 'challenger-champion',
    });
    expect(none).toMatchObject({ difference: { rows: 0 }, missing: predictions.rows });
  });
});

describe('the gates around a model', () => {
  const declared = (...checks: object[]) => TableGate.parse({ onInconclusive: 'reject', checks });
  const features = declared(
    { rowCount: { min: 100 } },
    { range: { column: 'minute_of_day', min: 0, max: 1439 } },
    { drift: { column: 'distance_miles', method: 'psi', max: 0.25, minRows: 100 } },
  );
  const predictions = declared(
    { range: { column: 'score', min: 0, max: 1 } },
    { unique: { columns: ['entity_key'] } },
    { drift: { column: 'score', method: 'wasserstein', max: 0.5 } },
  );
  const gated = async () => ({
    ...schedule,
    spec: await panes.apply('schedule.sql', exampleTrainer, { features, predictions }),
  });

  test('measure what it reads beside what it was trained on, and keep it', async () => {
    const model = await gated();
    const pane = await panes.pane(scored);
    const measured = await models.measureFeatures({ model, pane, before: null });
    const { report, admits } = judgeTable('features', measured);
    expect(report.findings.map(({ check, verdict }) => [check, verdict])).toEqual([
      ['rowCount', 'pass'],
      ['range', 'pass'],
      ['drift', 'pass'],
    ]);
    expect(admits).toBe(true);
    expect(report.findings[2]?.observed).toMatchObject({ rows: measured.rows });
    expect(await models.measureFeatures({ model, pane, before: null })).toEqual(measured);
    await expect(models.measureFeatures({ model: schedule, pane, before: null })).rejects.toThrow(
      'no gate for features',
    );
  });

  test('measure what it says beside what it said before', async () => {
    const model = await gated();
    const routes = { champion: model, challenger: null, weight: 0 };
    const score = async (day: number) =>
      models.scorePane({ routes, pane: await panes.pane(day), before: null, epoch: 1 });
    const [previous, now] = [await score(scored - 1), await score(scored)];
    const first = judgeTable(
      'predictions',
      await models.measurePredictions({ model, predictions: previous, previous: null }),
    );
    expect(first.report.findings.map(({ code }) => code)).toEqual([
      'CHECK_PASSED',
      'CHECK_PASSED',
      'REFERENCE_MISSING',
    ]);
    expect(first.admits).toBe(false);
    const second = judgeTable('predictions', await models.measurePredictions({ model, predictions: now, previous }));
    expect(second.report.verdict).toBe('pass');
  });
});
