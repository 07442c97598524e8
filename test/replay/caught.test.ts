import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Runtime } from '@temporalio/worker';
import { expect, test } from 'vitest';
import { copyWith, type Edit } from '#client/demo/other-code.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import { buildBundle } from '#worker/bundle.ts';
import { quietLogger } from '#worker/logger.ts';
import { replayHistories } from '#worker/replay/replay.ts';
import { type Divergence, divergenceOf } from './compare.ts';
import { readRecorded } from './recorded.ts';

Runtime.install({ logger: quietLogger });
const all = await readRecorded();

/** Replays a recording with a copy of the workflow code in which one thing is different. */
async function replayWith(edit: Edit, name: string): Promise<Divergence | undefined> {
  const recorded = all.find((recording) => recording.name === name);
  if (!recorded) throw new Error(`${name} is not recorded`);
  const folder = await mkdtemp(join(tmpdir(), 'tidegate-edited-'));
  try {
    const artifacts = await openArtifactStore(join(folder, 'artifacts'));
    const { path } = await buildBundle(artifacts, { workflowsPath: await copyWith(join(folder, 'code'), edit) });
    for await (const replayed of replayHistories(path, [recorded])) return divergenceOf(recorded, replayed);
    throw new Error(`${name} was not replayed`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test('code that shows other words is taken', async () => {
  const edit = { file: 'workflows/window/details.ts', from: '**, gate ', to: '**, verdict ' };
  expect(await replayWith(edit, 'window-remediated')).toBeUndefined();
});

test('a changed decision is caught by what it says', async () => {
  const edit = { file: 'workflows/window/records.ts', from: "outcome: 'applied'", to: "outcome: 'done'" };
  expect(await replayWith(edit, 'window-remediated')).toMatchObject({ by: 'decision', fields: ['outcome'] });
});

test("a changed argument of an activity is caught by the chain, where Temporal's own replay sees nothing", async () => {
  const edit = {
    file: 'workflows/window/gate.ts',
    from: 'remediations: repairsOf(gate),',
    to: 'remediations: [...repairsOf(gate), ...repairsOf(gate)],',
  };
  expect(await replayWith(edit, 'window-remediated')).toMatchObject({ by: 'chain' });
});

test("a changed timer is caught by the chain, where Temporal's own replay sees nothing", async () => {
  const edit = { file: 'workflows/promotion/approvals.ts', from: ', policy.deadline)', to: ', policy.deadline + 1)' };
  expect(await replayWith(edit, 'promotion-first')).toMatchObject({ by: 'chain' });
});

test('a timer that is no longer set is caught by Temporal', async () => {
  const edit = { file: 'workflows/promotion/approvals.ts', from: ', policy.deadline)', to: ') .then(() => true)' };
  expect(await replayWith(edit, 'promotion-first')).toMatchObject({
    by: 'temporal',
    message: expect.stringContaining('Nondeterminism'),
  });
});
