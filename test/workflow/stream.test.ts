import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { describe, expect, test } from 'vitest';
import type { Announcement } from '#contracts/arrival.ts';
import type { Code } from '#contracts/codes.ts';
import type { PaneDecided } from '#contracts/pane.ts';
import { digestOf } from '#domain/digest.ts';
import * as messages from '#workflows/stream/messages.ts';
import { bounds, type StreamPolicy } from '#workflows/stream/state.ts';
import { holdsEmptyPanes, paneStandIn } from './panes.ts';
import { eventually, openSite } from './site.ts';
import { arrivalOf, policyOf } from './streams.ts';

/** Panes of the pipeline `crowd` before this time have no rows. */
const emptyBefore = 10_000;
const panes = paneStandIn(({ pipeline, window }) => (pipeline === 'crowd' && window.start < emptyBefore ? 0 : 100));
const site = await openSite('stream', { panes });

/** Begins a pipeline's stream beside a neighbour in the pipeline's place. */
async function begin(pipeline: string, policy: StreamPolicy = policyOf(pipeline)) {
  const neighbour = await site.neighbour(`pipeline/${pipeline}`);
  const id = `stream/${pipeline}/all`;
  const handle = await site.start('stream', id, { policy });
  return {
    id,
    handle,
    arrive: (...announcements: Announcement[]) => handle.signal(messages.arriveSignal, { announcements }),
    /** `[start, pane, outcome]` as the pipeline was told. */
    async told() {
      const told = await neighbour.told<{ pane: PaneDecided }>('paneDecided');
      return told.map(({ pane: { window, pane, outcome } }) => [window.start, pane, outcome]);
    },
    view: () => handle.query(messages.stateQuery),
    decisions: (...codes: Code[]) => site.decisions(id, ...codes),
  };
}

const twoSources = (idleAfter: number) => ({
  flights: { maxDisorder: 0, required: false },
  weather: { maxDisorder: 0, required: false, idleAfter },
});

describe.concurrent('a stream', () => {
  test('lets a lower pane that is slow not take the place of a higher one', async () => {
    const stream = await begin('slow');
    panes.block('slow', ({ pane }) => pane === 0);
    await stream.arrive(arrivalOf('a', [0, 900]), arrivalOf('b', [1_000, 1_000]));
    await stream.arrive(arrivalOf('late', [500, 500]));
    await eventually(async () => expect(await stream.told()).toEqual([[0, 1, 'passed']]));
    panes.block('slow', () => false);
    const both = [
      [0, 1, 'passed'],
      [0, 0, 'superseded'],
    ];
    await eventually(async () => expect(await stream.told()).toEqual(both));
    expect(stream.decisions('PANE_PUBLISHED', 'SUPERSEDED_BEFORE_PUBLISH')).toMatchObject([
      { outcome: 'published', numbers: { pane: 1 } },
      { outcome: 'superseded', numbers: { pane: 0 } },
    ]);
  });

  test('leaves a silent source out when its durable timer fires', async () => {
    const idleAfter = 1_000;
    const stream = await begin('idle', policyOf('idle', { sources: twoSources(idleAfter) }));
    await stream.arrive(arrivalOf('a', [0, 900]), arrivalOf('b', [1_000, 1_000]));
    await eventually(async () => expect(await stream.told()).toEqual([[0, 0, 'passed']]));
    const { startTime } = await stream.handle.describe();
    const [idle] = stream.decisions('SOURCE_IDLE');
    expect(idle?.subject).toBe('source/weather');
    expect((idle?.at ?? 0) - startTime.getTime()).toBeGreaterThanOrEqual(idleAfter);
    await stream.arrive(arrivalOf('w', [500, 500], { source: 'weather' }));
    await eventually(() => expect(stream.decisions('SOURCE_RETURNED')).toHaveLength(1));
  });

  test('takes nothing while it is paused, and counts no silence meanwhile', async () => {
    const idleAfter = 2_500;
    const stream = await begin('pause', policyOf('pause', { sources: twoSources(idleAfter) }));
    await eventually(stream.view);
    await stream.handle.signal(messages.pauseSignal);
    await stream.arrive(arrivalOf('a', [0, 900]), arrivalOf('b', [1_000, 1_000]));
    await sleep(idleAfter + 500);
    expect(await stream.view()).toMatchObject({ paused: true, backlog: 1, arrivals: 0 });
    expect(stream.decisions()).toEqual([]);

    await stream.handle.signal(messages.resumeSignal);
    await eventually(async () => expect(await stream.view()).toMatchObject({ paused: false, backlog: 0, arrivals: 2 }));
    const { sources } = (await stream.view()).standing;
    await eventually(async () => expect(await stream.told()).toEqual([[0, 0, 'passed']]));
    const [idle] = stream.decisions('SOURCE_IDLE');
    const resumed = sources.find(({ source }) => source === 'weather')?.silentSince ?? Number.NaN;
    expect(idle?.at).toBeGreaterThanOrEqual(resumed + idleAfter);
  });

  test('counts silence again after a pause in which only a gate answered', async () => {
    const stream = await begin('gate', policyOf('gate', { sources: twoSources(1_000) }));
    panes.block('gate', () => true);
    await stream.arrive(arrivalOf('a', [0, 900]), arrivalOf('w', [1_000, 1_000], { source: 'weather' }));
    await stream.arrive(arrivalOf('b', [1_000, 1_000]));
    await eventually(async () => expect((await stream.view()).panesOpen).toBe(1));
    await stream.handle.signal(messages.pauseSignal);
    panes.block('gate', () => false);
    await eventually(async () => expect(await stream.told()).toEqual([[0, 0, 'passed']]));
    const before = stream.decisions('SOURCE_IDLE').length;
    await stream.handle.signal(messages.resumeSignal);
    await eventually(() => expect(stream.decisions('SOURCE_IDLE')).toHaveLength(1));
    expect(before).toBe(0);
  });

  test('holds an arrival that would move its watermark too far, for a person to release', async () => {
    const sources = { flights: { maxDisorder: 0, required: false, maxAdvance: 5_000 } };
    const stream = await begin('jump', policyOf('jump', { sources }));
    await stream.arrive(arrivalOf('a', [0, 900]), arrivalOf('wrong', [100_000, 100_000]));
    await eventually(() => expect(stream.decisions('WATERMARK_JUMP')).toMatchObject([{ outcome: 'held' }]));
    await eventually(() => expect(site.notices.map(({ code }) => code)).toContain('WATERMARK_JUMP'));
    expect(await stream.told()).toEqual([]);

    const resolve = (change: object) =>
      stream.handle.executeUpdate(messages.resolveHoldUpdate, {
        args: [{ source: 'flights', id: 'wrong', verdict: 'release', by: 'ada', ...change }],
      });
    expect(await resolve({ id: 'another' })).toEqual({ resolved: false });
    await expect(resolve({ verdict: 'perhaps' })).rejects.toThrow(WorkflowUpdateFailedError);
    expect(await resolve({})).toEqual({ resolved: true });
    expect(await resolve({})).toEqual({ resolved: false });
    // Nothing else comes: the pane that its release fires begins by itself.
    await eventually(async () => expect(await stream.told()).toEqual([[0, 0, 'passed']]));
    expect(stream.decisions('HOLD_RELEASED')[0]).toMatchObject({ subject: 'arrival/flights/wrong', actor: 'ada' });
    expect(stream.decisions('WINDOW_EMPTY')).toMatchObject([{ numbers: { count: 99 } }]);
    await eventually(() => expect(site.notices.map(({ code }) => code)).toContain('WINDOW_EMPTY'));
  });

  test('refuses rubbish by a decision and goes on', async () => {
    const stream = await begin('rubbish');
    await stream.handle.signal(messages.arriveSignal, { announcements: 'none' });
    await stream.handle.signal(messages.advanceWatermarkSignal, null);
    const { client } = site;
    await client.workflowService.signalWorkflowExecution({
      namespace: client.options.namespace,
      workflowExecution: { workflowId: stream.id },
      signalName: 'arrive',
      input: {
        payloads: [{ metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('{"announcements":[') }],
      },
    });
    await stream.arrive(arrivalOf('a', [0, 900]), arrivalOf('b', [1_000, 1_000]));
    await eventually(async () => expect(await stream.told()).toEqual([[0, 0, 'passed']]));
    // Signals that come before the run has begun are handed out by name, so their order is not told here.
    expect(
      stream
        .decisions('MESSAGE_REFUSED')
        .map(({ subject }) => subject)
        .sort(),
    ).toEqual(['message/advanceWatermark', 'message/arrive', 'message/arrive']);
  });
});

// These two take much of a machine, and are alone on it.
test('a stream takes a flood of signals in whole and once, over runs that continue one another', async () => {
  const stream = await begin('flood');
  // Three and a half megabytes, below what the gateway lets wait and above what a run may hand on as its input.
  const fat = {
    uri: `artifact:${digestOf('fat')}#${'x'.repeat(1_900)}`,
    producedBy: { name: 'test', run: 'r'.repeat(500) },
  };
  const batches = Array.from({ length: 120 }, (_, batch) =>
    Array.from({ length: 10 }, (_, i) => arrivalOf(`${batch}/${i}`, [batch, batch], fat)),
  );
  const [first = []] = batches;
  await Promise.all(batches.map((batch) => stream.arrive(...batch)));
  await stream.arrive(...first);
  await stream.arrive(arrivalOf('end', [1_000, 1_000]));
  await eventually(async () => expect(await stream.told()).toEqual([[0, 0, 'passed']]));

  const runs = await site.replayed(stream.id);
  const log = runs.flatMap(({ decisions }) => decisions.map(({ decision }) => decision));
  expect(runs.length).toBeGreaterThan(1);
  expect(runs.map(({ failure }) => failure)).toEqual(runs.map(() => undefined));
  expect(runs.map(({ seal }) => seal)).toEqual(runs.map(({ sealed }) => sealed));
  expect(log.map(({ seq }) => seq)).toEqual(log.map((_, i) => i));
  const accepted = log.filter(({ code }) => code === 'ARRIVAL_ACCEPTED').map(({ numbers }) => numbers);
  expect(accepted.reduce((sum, numbers) => sum + (numbers?.arrivals ?? 0), 0)).toBe(1_201);
  expect(accepted.map((numbers) => numbers?.firstOrdinal)).toEqual(
    accepted.map((_, i) => (accepted[i - 1]?.lastOrdinal ?? -1) + 1),
  );
  expect(log.filter(({ code }) => code === 'ARRIVAL_DUPLICATE')).toHaveLength(first.length);
  expect(log.filter(({ code }) => code === 'ARRIVAL_CONFLICT')).toHaveLength(0);
  expect(log.filter(({ code }) => code === 'WATERMARK_PASSED')).toMatchObject([{ numbers: { arrivals: 1_200 } }]);
});

test('a stream lets 64 gates be at work at once, those that wait for a person not counted', async () => {
  const held = emptyBefore / 1_000;
  const windows = bounds.running + held + 2;
  const stream = await begin('crowd', policyOf('crowd', { gate: holdsEmptyPanes }));
  panes.block('crowd', ({ window }) => window.start >= emptyBefore, '1h');
  const starts = async () => {
    const { events } = await stream.handle.fetchHistory();
    return (events ?? []).filter((event) => event.startChildWorkflowExecutionInitiatedEventAttributes).length;
  };
  await stream.arrive(arrivalOf('all', [0, windows * 1_000 - 1]), arrivalOf('end', [windows * 1_000, windows * 1_000]));
  await eventually(() => expect(stream.decisions('PANE_HELD')).toHaveLength(held));
  await eventually(async () => expect(await starts()).toBe(bounds.running + held));
  await stream.arrive(arrivalOf('more', [windows * 1_000, windows * 1_000]));
  await eventually(async () => expect((await stream.view()).arrivals).toBe(3));
  expect(await starts()).toBe(bounds.running + held);
});
