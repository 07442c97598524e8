import { execFileSync } from 'node:child_process';
import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { readModel } from '#activities/onnx/model.ts';
import { createTrainingActivities } from '#activities/training/activities.ts';
import type { Digest } from '#contracts/digest.ts';
import { ModelMetadata } from '#contracts/training.ts';
import { projectRoot } from '#stores/settings.ts';
import { type FlightPanes, openFlightPanes } from '#test/support/data/flight-panes.ts';
import { eventually } from '#test/support/eventually.ts';
import { discard, temporaryFolder } from '#test/support/temporary-folder.ts';
import { exampleTrainer, trainerPath } from '#test/support/trainer-environment.ts';

let panes: FlightPanes;
let path: string;
const signals: [name: string, payload: Record<string, unknown>][] = [];

beforeAll(async () => {
  panes = await openFlightPanes();
  path = await trainerPath();
});
afterAll(() => panes.close());
afterEach(() => {
  signals.length = 0;
});

const activities = () =>
  createTrainingActivities({
    ...panes,
    trainerPath: path,
    signal: async (_, name, payload) => void signals.push([name, payload as Record<string, unknown>]),
  });

async function train(
  spec: Digest,
  more: { deadline?: number; parameters?: Record<string, string>; cancelOn?: Promise<unknown> } = {},
) {
  const request = await panes.request(spec, 3, 1, { parameters: more.parameters ?? {} });
  const { digest: trainingSet, set } = await activities().assembleTrainingSet({ request });
  const environment = new MockActivityEnvironment();
  void more.cancelOn?.then(() => environment.cancel());
  const input = {
    workflowId: 'training/x',
    request: set.request,
    trainingSet,
    attempt: 2,
    deadline: more.deadline ?? 60_000,
  };
  await environment.run(activities().runTrainer, input);
  expect(await readdir(panes.scratch)).toEqual([]);
  return set;
}

const last = () => signals.at(-1) ?? ['nothing', {}];
const logOf = async () => (await panes.artifacts.get(last()[1].log as Digest)).toString();

test('the same request gives the same training set; labels that never came are null', async () => {
  const request = await panes.request(await panes.apply('schedule.sql'), 3, 1);
  const one = await activities().assembleTrainingSet({ request });
  const two = await activities().assembleTrainingSet({ request });
  expect(two).toEqual(one);
  const { training, holdout } = one.set;
  expect(training.labelled).toBeLessThan(training.rows);
  expect(training.labelled / training.rows).toBeGreaterThan(0.9);
  expect(holdout.positives).toBeGreaterThan(50);
  const file = await panes.artifacts.path(training.data);
  const [row] = await panes.database.use((session) =>
    session.rows(
      `SELECT count(*)::INT AS n, count(late)::INT AS labelled, sum(late)::INT AS positives FROM read_parquet('${file}')`,
    ),
  );
  expect(row).toEqual({ n: training.rows, labelled: training.labelled, positives: training.positives });
});

test('the trainer that docs/use/bring-your-trainer.md shows completes with a model that scores as it did itself', async () => {
  const minimal = { ...exampleTrainer, command: ['python', 'minimal.py'] };
  const set = await train(await panes.apply('schedule-weather.sql', minimal));
  const [name, completion] = last();
  expect(name, name === 'trainingFailed' ? await logOf() : '').toBe('trainingCompleted');
  const { sample } = await panes.artifacts.getJson(completion.metadata as Digest, ModelMetadata);
  const model = await readModel(await panes.artifacts.get(completion.model as Digest));
  const rows = Float32Array.from(sample.flatMap(({ features }) => features));
  const scores = await model.score(rows, set.features.length);
  expect(sample.length).toBeGreaterThan(0);
  for (const [row, { probability }] of sample.entries()) expect(scores[row]).toBeCloseTo(probability, 5);
});

test('the request has the shape that docs/use/bring-your-trainer.md shows', async () => {
  const shows = { folder: '', files: [], command: ['sh', '-c', 'cat "$TIDEGATE_REQUEST"; exit 2'] };
  await train(await panes.apply('schedule.sql', shows), { parameters: { iterations: '50' } });
  const document = await readFile(join(projectRoot, 'docs/use/bring-your-trainer.md'), 'utf8');
  const [, shown = ''] = /```json\n([\s\S]*?)```/.exec(document) ?? [];
  expect(shapeOf(JSON.parse(await logOf()))).toEqual(shapeOf(JSON.parse(shown)));
});

/** The keys of an object, with the kinds of their values. */
const shapeOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, key === 'parameters' ? '…' : shapeOf(part)]))
    : Array.isArray(value)
      ? [shapeOf(value[0])]
      : typeof value;

test('a parameter that the trainer does not know fails for good, with its log', async () => {
  await train(await panes.apply('schedule.sql', exampleTrainer), { parameters: { depth: 'deep' } });
  expect(last()).toMatchObject(['trainingFailed', { code: 'TRAINER_FAILED', exitCode: 2, retryable: false }]);
  expect(await logOf()).toContain('unknown parameters');
});

describe('a trainer that', () => {
  const shell = (script: string) =>
    panes.apply('schedule.sql', { folder: '', files: [], command: ['sh', '-c', script] });

  test('crashes may be tried again', async () => {
    await train(await shell('echo boom >&2; exit 9'));
    expect(last()).toMatchObject([
      'trainingFailed',
      { key: '2', code: 'TRAINER_FAILED', exitCode: 9, retryable: true },
    ]);
    expect(await logOf()).toBe('boom\n');
  });

  test('is not there may be tried again', async () => {
    await train(await panes.apply('schedule.sql', { folder: '', files: [], command: ['no-such-trainer'] }));
    expect(last()).toMatchObject(['trainingFailed', { code: 'TRAINER_FAILED', retryable: true }]);
  });

  test('hangs is ended with its children at the deadline, though it ignores SIGTERM', async () => {
    await train(await shell('trap "" TERM; echo $$; sleep 300 & wait; sleep 300'), { deadline: 1_000 });
    expect(last()).toMatchObject(['trainingFailed', { code: 'TRAINER_TIMED_OUT', retryable: true }]);
    const [group] = /^\d+/.exec(await logOf()) ?? [];
    expect(group).toBeDefined();
    const alive = execFileSync('ps', ['-eo', 'pgid=,stat='], { encoding: 'utf8' })
      .split('\n')
      .map((line) => line.trim().split(/\s+/));
    expect(alive.filter(([pgid, stat]) => pgid === group && !stat?.startsWith('Z'))).toEqual([]);
  });

  test('prints rubbish and writes nothing is invalid', async () => {
    await train(await shell('head -c 3000000 /dev/urandom; echo; echo "{\\"progress\\": 7}"; echo "{]"'));
    expect(last()).toMatchObject(['trainingFailed', { code: 'TRAINER_OUTPUT_INVALID', retryable: false }]);
    expect((await logOf()).length).toBeLessThan(1.1 * 1024 * 1024);
    expect(await logOf()).toContain('model.onnx was not written');
  });

  test('writes no ONNX is invalid', async () => {
    const metadata = `{"framework":"f","frameworkVersion":"1","codeRevision":"c","hyperparameters":{},"seed":1,"trainingRows":1,"features":["a"],"metrics":{},"sample":[{"features":[1],"probability":0.5}],"trainingSetDigest":"'$(grep -o 'sha256:[0-9a-f]*' "$TIDEGATE_REQUEST")'"}`;
    await train(
      await shell(`echo no > "$TIDEGATE_OUTPUT/model.onnx"; echo '${metadata}' > "$TIDEGATE_OUTPUT/metadata.json"`),
    );
    expect(last()).toMatchObject(['trainingFailed', { code: 'TRAINER_OUTPUT_INVALID' }]);
    expect(await logOf()).toContain('model.onnx: ');
  });

  test('looks around finds no credential in its environment', async () => {
    vi.stubEnv('TEMPORAL_API_KEY', 'secret');
    await train(await shell('env | cut -d= -f1 | sort; exit 1'));
    vi.unstubAllEnvs();
    const names = (await logOf()).split('\n').filter((name) => !['', 'PWD', '_', 'SHLVL', 'OLDPWD'].includes(name));
    expect(names).toEqual(['HOME', 'LANG', 'PATH', 'TIDEGATE_OUTPUT', 'TIDEGATE_REQUEST', 'TMPDIR']);
  });
});

test('cancellation ends the trainer and signals nothing', async () => {
  const folder = await temporaryFolder('training');
  onTestFinished(() => discard(folder));
  const mark = join(folder, 'begun');
  const command = ['sh', '-c', `touch ${mark}; exec sleep 300`];
  const spec = await panes.apply('schedule.sql', { folder: '', files: [], command });
  await expect(train(spec, { cancelOn: eventually(() => access(mark)) })).rejects.toThrow();
  expect(signals).toEqual([]);
  expect(await readdir(panes.scratch)).toEqual([]);
});
