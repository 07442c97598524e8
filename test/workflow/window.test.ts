import { WorkflowUpdateFailedError } from '@temporalio/client';
import { describe, expect, test } from 'vitest';
import type { PaneDecided } from '#contracts/pane.ts';
import * as messages from '#workflows/window/messages.ts';
import type { WindowResult } from '#workflows/window/workflow.ts';
import { paneStandIn, windowInput } from './panes.ts';
import { eventually, openSite } from './site.ts';

const panes = paneStandIn(() => 0);
const site = await openSite('window', { panes });

/** Begins the gate of a pane that its rows cannot pass, and waits until it asks for a person. */
async function hold(pipeline: string) {
  const stream = await site.neighbour(`stream/${pipeline}/all`);
  const id = `window/${pipeline}/all/0~1000/0`;
  const handle = await site.start('window', id, windowInput(pipeline));
  const told = async () => (await stream.told<PaneDecided>('paneDecided')).map(({ outcome, code }) => [outcome, code]);
  await eventually(async () => expect(await told()).toEqual([['held', 'PANE_HELD']]));
  const resolve = (resolution: object) =>
    handle.executeUpdate(messages.resolveHoldUpdate, { args: [resolution as messages.HoldResolution] });
  return { id, handle, told, resolve };
}

describe.concurrent('a pane that is held', () => {
  test.for([
    ['accept', 'passed', 'HOLD_RELEASED'],
    ['reject', 'rejected', 'HOLD_REJECTED'],
  ] as const)('that a person says %s to is %s', async ([verdict, outcome, code]) => {
    const { id, handle, told, resolve } = await hold(verdict);
    expect(await handle.query(messages.stateQuery)).toMatchObject({ phase: 'held', verdict: 'fail' });
    expect(await resolve({ verdict, by: 'ada' })).toEqual({ resolved: true });
    const result: WindowResult = await handle.result();
    expect(result.decided).toMatchObject({ outcome, code });
    expect(await told()).toEqual([
      ['held', 'PANE_HELD'],
      [outcome, code],
    ]);
    expect(site.decisions(id, code)).toMatchObject([{ outcome: verdict, actor: 'ada' }]);
    const [held] = site.decisions(id, 'PANE_HELD');
    expect(site.notices.filter(({ key }) => key === held?.hash)).toHaveLength(1);

    const [run] = await site.replayed(id);
    expect(run?.seal).toEqual(result.chain);
    expect(run?.decisions.map(({ decision }) => decision)).toEqual(site.decisions(id));
  });

  test('keeps the stacks and the paths of what failed on the way out of its history', async () => {
    panes.block('failed', () => true);
    const stream = await site.neighbour('stream/failed/all');
    const handle = await site.start('window', 'window/failed/all/0~1000/0', windowInput('failed'));
    await eventually(async () => {
      const [activity] = (await handle.describe()).raw.pendingActivities ?? [];
      expect(activity?.lastFailure?.message).toBe('not yet: [path] is blocked');
    });
    panes.block('failed', () => false);
    await eventually(async () => expect(await stream.told('paneDecided')).toHaveLength(1));
    const { events } = await handle.fetchHistory();
    const failures = events?.flatMap(({ activityTaskStartedEventAttributes: started }) => started?.lastFailure ?? []);
    expect(failures).toMatchObject([{ message: 'not yet: [path] is blocked' }]);
    expect(failures?.[0]?.stackTrace ?? '').toBe('');
  });

  test('refuses an answer that is none, without a trace, and waits on', async () => {
    const { handle, resolve } = await hold('unclear');
    await expect(resolve({ verdict: 'perhaps', by: 'ada' })).rejects.toThrow(WorkflowUpdateFailedError);
    await expect(resolve({ verdict: 'accept' })).rejects.toThrow(WorkflowUpdateFailedError);
    const { events } = await handle.fetchHistory();
    expect(events?.filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes)).toEqual([]);
    expect(await handle.query(messages.stateQuery)).toMatchObject({ phase: 'held' });
  });
});
