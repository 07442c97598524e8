import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Runtime } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { discard, temporaryFolder } from '#test/support/temporary-folder.ts';
import { quietLogger } from '#worker/logger.ts';
import { replayHistories } from '#worker/replay/replay.ts';
import { type Divergence, divergenceOf } from './compare.ts';
import { currentBundle } from './current.ts';
import { readRecorded } from './recorded.ts';

Runtime.install({ logger: quietLogger });
const all = await readRecorded();

/** One change of the workflow code, as the bundle has it: a text that stands once in it. */
interface Edit {
  readonly from: string;
  readonly to: string;
}

let folder: string;
let bundle: string;
beforeAll(async () => {
  folder = await temporaryFolder('edited');
  bundle = await readFile(await currentBundle(folder), 'utf8');
});
afterAll(() => discard(folder));

/** Replays a recording with workflow code in which one thing is different. */
async function replayWith({ from, to }: Edit, name: string): Promise<Divergence | undefined> {
  const recorded = all.find((recording) => recording.name === name);
  if (!recorded) throw new Error(`${name} is not recorded`);
  const parts = bundle.split(from);
  if (parts.length !== 2) throw new Error(`the bundle has ${parts.length - 1} times the text to change: ${from}`);
  const path = join(folder, 'edited.js');
  await writeFile(path, parts.join(to));
  for await (const replayed of replayHistories(path, [recorded])) return divergenceOf(recorded, replayed);
  throw new Error(`${name} was not replayed`);
}

test('code that shows other words is taken', async () => {
  const edit = { from: '**, gate ', to: '**, verdict ' };
  expect(await replayWith(edit, 'window-remediated')).toBeUndefined();
});

test('a changed decision is caught by what it says', async () => {
  const edit = { from: "code: 'REMEDIATED'", to: "code: 'ROWS_QUARANTINED'" };
  expect(await replayWith(edit, 'window-remediated')).toMatchObject({ by: 'decision', fields: ['code'] });
});

test("a changed argument of an activity is caught by the chain, where Temporal's own replay sees nothing", async () => {
  const edit = { from: '.repairsOf)(gate),', to: '.repairsOf)(gate).flatMap((step) => [step, step]),' };
  expect(await replayWith(edit, 'window-remediated')).toMatchObject({ by: 'chain' });
});

test("a changed timer is caught by the chain, where Temporal's own replay sees nothing", async () => {
  const edit = { from: ', policy.deadline)', to: ', policy.deadline + 1)' };
  expect(await replayWith(edit, 'promotion-first')).toMatchObject({ by: 'chain' });
});

test('a timer that is no longer set is caught by Temporal', async () => {
  const edit = { from: ', policy.deadline)', to: ').then(() => true)' };
  expect(await replayWith(edit, 'promotion-first')).toMatchObject({
    by: 'temporal',
    message: expect.stringContaining('Nondeterminism'),
  });
});
