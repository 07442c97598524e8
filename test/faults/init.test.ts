import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { runProgram } from '#client/local/run-program.ts';
import { loadSpec } from '#client/spec/load.ts';
import { tidegate } from '#test/support/command.ts';
import { subscriptionsCsv } from '#test/support/data/subscriptions.ts';
import { type Installation, openInstallation } from '#test/support/site/installation.ts';
import { trainerPath } from '#test/support/trainer-environment.ts';
import { stateQuery as deploymentState } from '#workflows/deployment/messages.ts';
import { stateQuery as pipelineState } from '#workflows/pipeline/messages.ts';
import { stateQuery as promotionState } from '#workflows/promotion/messages.ts';

let installation: Installation;
let python: string;
let file: string;
let folder: string;

beforeAll(async () => {
  const path = await trainerPath();
  python = join(path, 'python');
  installation = await openInstallation({ trainerPath: path });
  folder = join(installation.home, 'mine');
  await mkdir(folder);
  file = join(folder, 'subscriptions.csv');
  await writeFile(file, subscriptionsCsv(5_000));
}, 300_000);
afterAll(() => installation?.close());

const init = (...args: string[]) => tidegate(['init', ...args], { ...installation.environment });

/** Waits until a step no longer throws. */
const eventually = <T>(step: () => Promise<T>): Promise<T> => vi.waitFor(step, { timeout: 240_000, interval: 500 });

test('a CSV of one’s own comes to a first champion', { timeout: 600_000 }, async () => {
  const { environment, client } = installation;
  const out = join(folder, 'out');
  const said = await init(
    '--data',
    file,
    '--time',
    'renewal_due',
    '--key',
    'subscription_id',
    '--label',
    'churned',
    '--out',
    out,
    '--json',
  );
  expect(said.exit, said.out).toBe(0);
  const { name, approvers } = JSON.parse(said.out);
  const spec = join(out, 'pipeline.yaml');
  expect(await tidegate(['apply', spec, '--as', 'you'], environment)).toMatchObject({ exit: 0 });
  const fed = await runProgram(python, [join(out, 'feeder.py')], { env: { ...process.env, ...environment } });
  expect(fed.code, fed.errors).toBe(0);

  const view = () => client.workflow.getHandle(`pipeline/${name}`).query(pipelineState);
  const [promotion] = await eventually(async () => {
    const { promotions, trainings } = await view();
    expect(promotions, JSON.stringify(trainings)).toHaveLength(1);
    return promotions;
  });
  const id = promotion?.id ?? '';
  await eventually(async () =>
    expect((await client.workflow.getHandle(id).query(promotionState)).phase).toBe('approval'),
  );
  for (const approver of approvers)
    expect(await tidegate(['approve', id, '--as', approver], environment)).toMatchObject({ exit: 0 });
  const { promotions } = await eventually(async () => {
    const now = await view();
    expect(now.promotions[0]?.outcome).not.toBe('running');
    return now;
  });
  expect(promotions[0]?.outcome).toBe('promoted');
  const [, model] = id.split('/');
  const deployment = client.workflow.getHandle(`deployment/${model}/production`);
  await eventually(async () => expect((await deployment.query(deploymentState)).live).toBe(promotion?.version));
});

describe('init', () => {
  test('refuses what is not fit, exit 2, with what was found and what was probably meant', async () => {
    const given = ['--data', file, '--time', 'renewal_due', '--key', 'subscription_id', '--out', join(folder, 'none')];
    const replaced = (from: string, to: string) => init(...given.map((word) => (word === from ? to : word)));
    const refused = { exit: 2, out: '' };
    expect(await replaced(file, `${file}x`)).toMatchObject({
      ...refused,
      err: expect.stringContaining('there is no file'),
    });
    expect(await replaced('renewal_due', 'renewal')).toMatchObject({
      ...refused,
      err: expect.stringContaining('have no column `renewal`'),
    });
    expect(await replaced('subscription_id', 'subscripton_id')).toMatchObject({
      ...refused,
      err: expect.stringContaining('Did you mean `subscription_id`?'),
    });
    expect(await replaced('subscription_id', 'plan')).toMatchObject({
      ...refused,
      err: expect.stringContaining('5000 of 5000 rows have a key that another has too'),
    });
    expect(await replaced('renewal_due', 'plan')).toMatchObject({
      ...refused,
      err: expect.stringContaining('cannot be read as a time'),
    });
    expect(await init(...given, '--label', 'plan')).toMatchObject({
      ...refused,
      err: expect.stringContaining('3 different values'),
    });
    expect(await replaced(join(folder, 'none'), folder)).toMatchObject({
      ...refused,
      err: expect.stringContaining('nothing is written over'),
    });
  });

  test.each(['parquet', 'ndjson'])('reads %s, and writes a valid pipeline of its data alone', async (format) => {
    const copy = join(folder, `orders.${format}`);
    const to = format === 'parquet' ? '(FORMAT parquet)' : '(FORMAT json)';
    const made = await runProgram(
      python,
      ['-c', `import duckdb; duckdb.sql("COPY (FROM read_csv('${file}')) TO '${copy}' ${to}")`],
      { env: process.env },
    );
    expect(made.code, made.errors).toBe(0);
    const out = join(folder, `out-${format}`);
    const said = await init('--data', copy, '--time', 'renewal_due', '--key', 'subscription_id', '--out', out);
    expect(said.exit, said.err).toBe(0);
    expect((await loadSpec(join(out, 'pipeline.yaml'))).ok).toBe(true);
  });
});
