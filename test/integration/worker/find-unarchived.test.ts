import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '#test/support/eventually.ts';
import { type GatewaySite, openGatewaySite } from '#test/support/site/gateway.ts';
import { createArchiveActivities } from '#worker/archive/activities.ts';

let site: GatewaySite;

beforeAll(async () => {
  site = await openGatewaySite();
});
afterAll(() => site?.close());

test('a run that ended without telling the archive is found, and an open one is not', async () => {
  const { client, artifacts } = site;
  const start = (workflowId: string) => client.workflow.start('stream', { workflowId, taskQueue: 'nobody' });
  const ended = await start('stream/ended/all');
  await start('stream/open/all');
  await ended.terminate('for the test');
  const { findUnarchived } = createArchiveActivities({ client, artifacts, catalog: undefined });
  const found = { workflowId: ended.workflowId, runId: ended.firstExecutionRunId, workflowType: 'stream' };
  // What the server lists follows what it did by a moment.
  await eventually(async () => expect(await findUnarchived({ limit: 10 })).toEqual([found]));
});
