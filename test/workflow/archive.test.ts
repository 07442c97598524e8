import type { WorkflowHandle } from '@temporalio/client';
import { expect, test } from 'vitest';
import { workflowId as ids } from '#contracts/ids/workflow-ids.ts';
import { eventually } from '#test/support/eventually.ts';
import { openWorkflowSite } from '#test/support/site/workflows.ts';
import { paneStandIn, windowInput } from '#test/support/stand-ins/panes.ts';
import { loadRecord } from '#worker/archive/exported.ts';
import { stateQuery as archiveState, runClosingSignal } from '#workflows/archive/messages.ts';
import { resolveHoldUpdate } from '#workflows/window/messages.ts';

const site = await openWorkflowSite({ panes: paneStandIn(() => 0) });
const archive = ids.archive();

/** Begins the gate of a pane that waits for a person. */
async function held(pipeline: string) {
  const handle = await site.start('window', `window/${pipeline}/all/0~1000/0`, windowInput(pipeline));
  await eventually(() => expect(site.decisions(handle.workflowId, 'PANE_HELD')).toHaveLength(1));
  const { runId } = await handle.describe();
  return { handle, id: handle.workflowId, runId };
}

const accept = (handle: WorkflowHandle) =>
  handle.executeUpdate(resolveHoldUpdate, { args: [{ verdict: 'accept', by: 'ada' }] });
const about = (id: string) => site.decisions(archive).filter(({ subject }) => subject === `run/${id}`);

test('every closed run is found, replayed and recorded, also those that nobody told of', async () => {
  const [completed, terminated] = [await held('completed'), await held('terminated')];
  const untouched = await site.client.workflow.start('window', {
    workflowId: 'window/untouched/all/0~1000/0',
    taskQueue: 'nobody',
    args: [windowInput('untouched')],
  });
  const foreign = await site.neighbour('of/another/application');
  await accept(completed.handle);
  await completed.handle.result();
  for (const { handle } of [terminated, { handle: untouched }, foreign]) await handle.terminate();

  const handle = await site.start('archive', archive);
  await eventually(() => {
    expect(about(completed.id)).toMatchObject([{ outcome: 'confirmed', code: 'RUN_ARCHIVED' }]);
    expect(about(terminated.id)).toMatchObject([{ outcome: 'unsealed', code: 'RUN_ENDED_UNSEALED' }]);
    expect(about(untouched.workflowId)).toMatchObject([{ code: 'RUN_ENDED_UNSEALED', numbers: { decisions: 0 } }]);
  });
  const counted = site.decisions(terminated.id).length;
  expect(about(terminated.id)[0]?.numbers).toEqual({ decisions: counted });
  const record = await loadRecord(site.artifacts, { workflowId: terminated.id, runId: terminated.runId });
  expect(record).toMatchObject({ status: 'terminated', chain: { length: counted } });
  expect(about('of/another/application')).toEqual([]);

  // Told of, as every run does before it closes; told of twice, it is recorded once.
  const told = await held('told');
  await handle.signal(runClosingSignal, { workflowId: told.id, runId: told.runId, workflowType: 'window' });
  await accept(told.handle);
  await eventually(() => expect(about(told.id)).toMatchObject([{ outcome: 'confirmed' }]));
  await eventually(async () =>
    expect(await handle.query(archiveState)).toEqual({ pending: 0, confirmed: 4, diverged: 0 }),
  );
});
