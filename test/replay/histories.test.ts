import { Runtime } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { workflowId as ids } from '#contracts/ids/workflow-ids.ts';
import { isIntact } from '#domain/decisions/chain.ts';
import { discard, temporaryFolder } from '#test/support/temporary-folder.ts';
import { quietLogger } from '#worker/logger.ts';
import { type Replayed, replayHistories } from '#worker/replay/replay.ts';
import { recordingNames } from './choose.ts';
import { divergenceOf } from './compare.ts';
import { currentBundle } from './current.ts';
import { tracesIn } from './machine.ts';
import { readRecorded, textOf } from './recorded.ts';

Runtime.install({ logger: quietLogger });
const all = await readRecorded();

test('each type of workflow is recorded, in each way that it takes in the story', () => {
  expect(all.map(({ name }) => name).sort()).toEqual([...recordingNames].sort());
  expect([...new Set(all.map(({ workflowType }) => workflowType))].sort()).toEqual(Object.keys(ids).sort());
});

describe('the current code', () => {
  const replayed = new Map<string, Replayed>();
  let folder: string;
  beforeAll(async () => {
    folder = await temporaryFolder('replay');
    for await (const run of replayHistories(await currentBundle(folder), all)) replayed.set(run.runId, run);
  });
  afterAll(() => discard(folder));

  test.for(all)('decides $name as it was decided', (recorded) => {
    const run = replayed.get(recorded.runId);
    expect(run && divergenceOf(recorded, run)).toBeUndefined();
    expect(run?.decisions.map(({ decision }) => decision)).toEqual(recorded.decisions);
    expect(run?.seal).toEqual(recorded.sealed);
  });
});

test.for(all)(
  '$name is whole, and tells nothing of the machine that recorded it',
  async ({ name, decisions, sealed, status }) => {
    expect(decisions.length).toBeGreaterThan(0);
    expect(decisions.filter((decision) => !isIntact(decision))).toEqual([]);
    expect(sealed === undefined).toBe(status === 'running');
    expect(tracesIn(await textOf(name))).toEqual([]);
  },
);
