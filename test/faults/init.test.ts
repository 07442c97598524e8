import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runProgram } from '#local/run-program.ts';
import { tidegate } from '#test/support/command.ts';
import { subscriptionsCsv } from '#test/support/data/subscriptions.ts';
import { eventually } from '#test/support/eventually.ts';
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
  // Of some three weeks: so many days are enough windows.
  await writeFile(file, subscriptionsCsv(3_000).split('\n').slice(0, 2_250).join('\n'));
});
afterAll(() => installation?.close());

test('a CSV of one’s own comes to a first champion', async () => {
  const { environment, client } = installation;
  const out = join(folder, 'out');
  const columns = ['--time', 'renewal_due', '--key', 'subscription_id', '--label', 'churned'];
  const said = await tidegate(['init', '--data', file, ...columns, '--out', out, '--json'], environment);
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
