import { WorkflowUpdateFailedError } from '@temporalio/client';
import { describe, expect, test } from 'vitest';
import type { PaneInput } from '#activities/panes/port.ts';
import type { Announcement } from '#contracts/arrival.ts';
import { DataGate } from '#contracts/check.ts';
import type { Code } from '#contracts/codes.ts';
import { workflowId as ids } from '#contracts/ids/workflow-ids.ts';
import type { PaneDecided } from '#contracts/pane.ts';
import { arrivalsDecision } from '#domain/decisions/arrivals.ts';
import { digestOf } from '#domain/digest.ts';
import { acceptedIn } from '#test/support/accepted.ts';
import { eventually } from '#test/support/eventually.ts';
import { openWorkflowSite } from '#test/support/site/workflows.ts';
import { columns, holdsEmptyPanes, paneStandIn } from '#test/support/stand-ins/panes.ts';
import { arrivalOf, policyOf } from '#test/support/stand-ins/streams.ts';
import * as messages from '#workflows/stream/messages.ts';
import { bounds, type StreamPolicy } from '#workflows/stream/state.ts';

/** Panes of the pipeline `crowd` before this time have no rows. */
const emptyBefore = 10_000;
/** The columns that each window of the pipeline `evolving` was read by, by its start. */
const readBy = new Map<number, string[] | undefined>();
/** The segments that each pane read, and the rulings that it was made by: by pipeline, start and pane. */
const segmentsBy = new Map<string, readonly string[]>();
const rulingsBy = new Map<string, readonly string[]>();
const panes = paneStandIn(
  (input) => rowsOf(input),
  (input) => rowsOf(input),
  ({ pipeline, window, pane, rulings }) => rulingsBy.set(`${pipeline}/${window.start}/${pane}`, rulings ?? []),
);
function rowsOf({ pipeline, window, pane, sources, segments }: PaneInput): number {
  segmentsBy.set(`${pipeline}/${window.start}/${pane}`, segments);
  if (pipeline === 'evolving')
    readBy.set(
      window.start,
      sources[0]?.columns?.map(({ name }) => name),
    );
  if (pipeline === 'again') return pane === 0 && window.start === 0 ? 0 : 100;
  if (pipeline.startsWith('asks-')) return pane < 2 && window.start === 0 ? 0 : 100;
  return pipeline === 'crowd' && window.start < emptyBefore ? 0 : 100;
}
const site = await openWorkflowSite({ panes });

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
      const told = await neighbour.told<{ panes: PaneDecided[] }>('panesDecided');
      return told.flatMap(({ panes }) => panes.map(({ window, pane, outcome }) => [window.start, pane, outcome]));
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
  test('reads panes that fire from then on by the columns of a newly applied contract', async () => {
    const stream = await begin('evolving');
    await stream.arrive(arrivalOf('a', [0, 900]), arrivalOf('b', [1_000, 1_000]));
    await eventually(async () => expect(await stream.told()).toHaveLength(1));
    const gate = { name: 'gate', type: 'string', required: false, key: false } as const;
    const spec = digestOf('with a gate');
    await stream.handle.signal(messages.specAppliedSignal, { spec, columns: { flights: [...columns, gate] } });
    await stream.arrive(arrivalOf('c', [2_000, 2_000]));
    await eventually(async () => expect(await stream.told()).toHaveLength(2));
    expect((await stream.view()).spec).toBe(spec);
    expect([...readBy]).toEqual([
      [0, ['id']],
      [1_000, ['id', 'gate']],
    ]);
  });

  test('lets a lower pane that is slow not take the place of a higher one', async () => {
    const stream = await begin('slow');
    panes.block('slow', ({ pane }) => pane === 0);
    await stream.arrive(arrivalOf('a', [0, 900]), arrivalOf('b', [1_000, 1_000]));
    await stream.arrive(arrivalOf('late', [500, 500]));
    await eventually(async () => expect(await stream.told()).toEqual([[0, 1, 'published']]));
    panes.block('slow', () => false);
    const both = [
      [0, 1, 'published'],
      [0, 0, 'superseded'],
    ];
    await eventually(async () => expect(await stream.told()).toEqual(both));
    expect(stream.decisions('PANE_PUBLISHED', 'SUPERSEDED_BEFORE_PUBLISH')).toMatchObject([
      { outcome: 'published', numbers: { pane: 1 } },
      { outcome: 'superseded', numbers: { pane: 0 } },
    ]);
  });

  test('ends a pane for which its source was asked by the one that has the answer', async () => {
    const gate = DataGate.parse({ ...holdsEmptyPanes, remediate: [{ rerequest: { within: '1h' } }] });
    const stream = await begin('again', policyOf('again', { gate }));
    await stream.arrive(arrivalOf('a', [0, 900]), arrivalOf('b', [1_000, 1_000]));
    const held = ids.window('again', 'all', 'data', { start: 0, end: 1_000 }, 0);
    await eventually(() => expect(site.decisions(held, 'REREQUESTED')).toHaveLength(1));
    await stream.arrive(arrivalOf('corrected', [0, 900], { supersedes: 'a' }));
    const all = [
      [0, 0, 'held'],
      [0, 0, 'superseded'],
      [0, 1, 'published'],
    ];
    await eventually(async () => expect((await stream.told()).sort()).toEqual(all));
    expect(site.decisions(held, 'REREQUEST_ANSWERED')).toMatchObject([{ numbers: { pane: 0, by: 1 } }]);
    expect(stream.decisions('PANE_PUBLISHED')).toMatchObject([{ numbers: { pane: 1 } }]);
    await site.replaysAlike(stream.id);
  });

  test.each([1, 2])(
    'has a source asked %i times of a window, and knows its answer from what others send',
    async (rounds) => {
      const gate = DataGate.parse({ ...holdsEmptyPanes, rounds, remediate: [{ rerequest: { within: '1h' } }] });
      const name = `asks-${rounds}`;
      const stream = await begin(name, policyOf(name, { gate, sources: twoSources(3_600_000) }));
      const weather = (id: string, span: readonly [number, number]) => arrivalOf(id, span, { source: 'weather' });
      const pane = (index: number) => ids.window(name, 'all', 'data', { start: 0, end: 1_000 }, index);
      await stream.arrive(arrivalOf('a', [0, 900]), weather('w', [0, 900]));
      await stream.arrive(arrivalOf('b', [1_000, 1_000]), weather('x', [1_000, 1_000]));
      await eventually(() => expect(site.decisions(pane(0), 'REREQUESTED')).toHaveLength(1));
      await stream.arrive(weather('late', [500, 500]));
      await eventually(async () => expect(await stream.told()).toContainEqual([0, 1, 'held']));
      const { asked } = await stream.view();
      expect(asked).toMatchObject([0, 1].slice(0, rounds).map((index) => ({ source: 'flights', pane: index })));
      await stream.arrive(arrivalOf('more', [500, 500]));
      await eventually(async () => expect(await stream.told()).toHaveLength(5));
      const answered = (index: number) => site.decisions(pane(index), 'REREQUESTED', 'REREQUEST_ANSWERED');
      expect(answered(0)).toMatchObject([{ outcome: 'asked' }, { outcome: 'answered', numbers: { by: 2 } }]);
      expect(answered(1)).toHaveLength(rounds === 1 ? 0 : 2);
      expect((await stream.view()).asked).toEqual([]);
      await site.replaysAlike(stream.id);
    },
  );

  test.each([false, true])('tells of the end of each pane where the spec says so: %s', async (told) => {
    const policy = policyOf(`ends-${told}`);
    const notices = { webhook: 'http://127.0.0.1:1/ends', panes: told };
    const stream = await begin(policy.pipeline, { ...policy, notices });
    await stream.arrive(arrivalOf('a', [0, 900]), arrivalOf('b', [1_000, 1_000]));
    await eventually(async () => expect(await stream.told()).toEqual([[0, 0, 'published']]));
    const [published] = stream.decisions('PANE_PUBLISHED');
    const hashes = () => site.notices.map(({ decision }) => decision.hash);
    if (told) await eventually(() => expect(hashes()).toContain(published?.hash));
    else expect(hashes()).not.toContain(published?.hash);
  });

  test('leaves a silent source out when its durable timer fires', async () => {
    const idleAfter = 1_000;
    const stream = await begin('idle', policyOf('idle', { sources: twoSources(idleAfter) }));
    await stream.arrive(arrivalOf('a', [0, 900]), arrivalOf('b', [1_000, 1_000]));
    await eventually(async () => expect(await stream.told()).toEqual([[0, 0, 'published']]));
    const { startTime } = await stream.handle.describe();
    const [idle] = stream.decisions('SOURCE_IDLE');
    expect(idle?.subject).toBe('source/weather');
    expect((idle?.at ?? 0) - startTime.getTime()).toBeGreaterThanOrEqual(idleAfter);
    await stream.arrive(arrivalOf('w', [500, 500], { source: 'weather' }));
    await eventually(() => expect(stream.decisions('SOURCE_RETURNED')).toHaveLength(1));
  });

  test('takes nothing while it is paused, and counts no silence meanwhile', async () => {
    const idleAfter = 2_000;
    const stream = await begin('pause', policyOf('pause', { sources: twoSources(idleAfter) }));
    await stream.handle.signal(messages.pauseSignal);
    await stream.arrive(arrivalOf('a', [0, 900]), arrivalOf('b', [1_000, 1_000]));
    await eventually(async () => expect(await stream.view()).toMatchObject({ paused: true, backlog: 1 }));
    // What runs beside it from then on counts its silence.
    const beside = await begin('beside', policyOf('beside', { sources: twoSources(idleAfter) }));
    await eventually(() => expect(beside.decisions('SOURCE_IDLE')).not.toHaveLength(0));
    expect(await stream.view()).toMatchObject({ paused: true, backlog: 1, arrivals: 0 });
    expect(stream.decisions()).toEqual([]);

    await stream.handle.signal(messages.resumeSignal);
    await eventually(async () => expect(await stream.view()).toMatchObject({ paused: false, backlog: 0, arrivals: 2 }));
    const { sources } = (await stream.view()).standing;
    await eventually(async () => expect(await stream.told()).toEqual([[0, 0, 'published']]));
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
    await eventually(async () => expect(await stream.told()).toEqual([[0, 0, 'published']]));
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
    await eventually(() => expect(site.notices.map(({ decision }) => decision.code)).toContain('WATERMARK_JUMP'));
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
    await eventually(async () => expect(await stream.told()).toEqual([[0, 0, 'published']]));
    expect(stream.decisions('HOLD_RELEASED')[0]).toMatchObject({ subject: 'arrival/flights/wrong', actor: 'ada' });
    expect(stream.decisions('WINDOW_EMPTY')).toMatchObject([{ numbers: { count: 99 } }]);
    await eventually(() => expect(site.notices.map(({ decision }) => decision.code)).toContain('WINDOW_EMPTY'));
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
    await eventually(async () => expect(await stream.told()).toEqual([[0, 0, 'published']]));
    // Signals that come before the run has begun are handed out by name, so their order is not told here.
    expect(
      stream
        .decisions('MESSAGE_REFUSED')
        .map(({ subject }) => subject)
        .sort(),
    ).toEqual(['message/advanceWatermark', 'message/arrive', 'message/arrive']);
  });
});

describe.concurrent('a person at a stream', () => {
  const short = (pipeline: string): StreamPolicy => {
    const policy = policyOf(pipeline);
    const feeds = policy.config.feeds.map((feed) => ({ ...feed, lateness: 0 }));
    return { ...policy, config: { ...policy.config, feeds } };
  };

  test('lets a correction take the place of what is in a window that has fired', async () => {
    const stream = await begin('correct');
    await stream.arrive(arrivalOf('wrong', [0, 900]), arrivalOf('b', [1_000, 1_000]));
    await eventually(async () => expect(await stream.told()).toEqual([[0, 0, 'published']]));
    await stream.arrive(arrivalOf('right', [0, 900], { supersedes: 'wrong' }));
    const both = [
      [0, 0, 'published'],
      [0, 1, 'published'],
    ];
    await eventually(async () => expect(await stream.told()).toEqual(both));
    expect(stream.decisions('ARRIVAL_SUPERSEDED')).toMatchObject([
      { subject: 'arrival/flights/wrong', numbers: { windows: 1 } },
    ]);
    await stream.arrive(
      arrivalOf('again', [0, 900], { supersedes: 'nobody' }),
      arrivalOf('own', [0, 1], { supersedes: 'own' }),
    );
    await eventually(() =>
      expect(stream.decisions('CORRECTION_TARGET_UNKNOWN', 'CORRECTION_OF_ITSELF')).toHaveLength(2),
    );
  });

  test('sees an arrival wait for its causes, those of its own batch and of later ones', async () => {
    const stream = await begin('causes');
    const after = [
      { source: 'flights', id: 'one' },
      { source: 'flights', id: 'two' },
    ];
    await stream.arrive(arrivalOf('one', [0, 900]), arrivalOf('effect', [0, 900], { after }));
    await eventually(() => expect(stream.decisions('CAUSES_AWAITED')).toMatchObject([{ numbers: { missing: 1 } }]));
    expect((await stream.view()).standing.waiting).toMatchObject([
      { arrival: { id: 'effect' }, missing: [{ id: 'two' }] },
    ]);
    await stream.arrive(arrivalOf('two', [0, 900]), arrivalOf('end', [1_000, 1_000]));
    await eventually(async () => expect(await stream.told()).toEqual([[0, 0, 'published']]));
    expect(stream.decisions('CAUSES_CAME')).toHaveLength(1);
    expect(stream.decisions('WATERMARK_PASSED')).toMatchObject([{ numbers: { arrivals: 3 } }]);
  });

  test('re-admits what came too late, and only that', async () => {
    const stream = await begin('readmit', short('readmit'));
    await stream.arrive(arrivalOf('a', [0, 900]), arrivalOf('b', [1_000, 1_000]));
    await stream.arrive(arrivalOf('x', [1, 1]), arrivalOf('y', [2, 2]));
    await eventually(() => expect(stream.decisions('ARRIVAL_EXPIRED')).toHaveLength(2));
    const readmit = (id: string) =>
      stream.handle.executeUpdate(messages.readmitUpdate, { args: [{ source: 'flights', id, by: 'ada' }] });
    expect(await readmit('y')).toMatchObject({ code: 'ARRIVAL_READMITTED', windows: 1 });
    expect(await readmit('y')).toMatchObject({ code: 'ARRIVAL_NOT_EXPIRED', windows: 0 });
    expect(await readmit('nobody')).toMatchObject({ code: 'ARRIVAL_NOT_EXPIRED' });
    const both = [
      [0, 0, 'published'],
      [0, 1, 'published'],
    ];
    await eventually(async () => expect(await stream.told()).toEqual(both));
    expect(stream.decisions('ARRIVAL_READMITTED')).toMatchObject([{ actor: 'ada' }]);
    expect(stream.decisions('WATERMARK_PASSED').at(-1)).toMatchObject({ numbers: { pane: 1, arrivals: 2 } });
  });

  test('sets a watermark back that a wrong time had moved: windows fire again with all that came', async () => {
    const stream = await begin('rewind', short('rewind'));
    await stream.arrive(arrivalOf('a', [0, 900]), arrivalOf('wrong', [500_000, 500_000]), arrivalOf('b', [10, 10]));
    await eventually(() => expect(stream.decisions('ARRIVAL_EXPIRED')).toHaveLength(1));
    const rewind = (to: number) =>
      stream.handle.executeUpdate(messages.rewindUpdate, { args: [{ source: 'flights', to, by: 'ada' }] });
    expect(await rewind(600_000)).toMatchObject({ code: 'REWIND_REFUSED' });
    expect(await rewind(950)).toMatchObject({ code: 'WATERMARK_REWOUND', windows: 2 });
    await stream.arrive(arrivalOf('c', [1_000, 1_000]));
    const both = [
      [0, 0, 'published'],
      [0, 1, 'published'],
    ];
    await eventually(async () => expect(await stream.told()).toEqual(both));
    expect(stream.decisions('WATERMARK_PASSED').at(-1)).toMatchObject({ numbers: { pane: 1, arrivals: 2 } });
    expect(stream.decisions('WATERMARK_REWOUND')).toMatchObject([{ actor: 'ada', numbers: { to: 950, epoch: 1 } }]);
  });

  const ruling = {
    feed: 'data',
    start: 0,
    pane: 0,
    source: 'flights',
    quarantine: digestOf('rows that were set aside'),
    account: digestOf('account'),
    verdict: 'release',
    reason: digestOf('they are right'),
    by: 'ada',
  } as const;

  test('lets rows in that a gate had set aside: their window gets one more pane by the ruling', async () => {
    const stream = await begin('release');
    const rule = (more: object = {}) =>
      stream.handle.executeUpdate(messages.resolveQuarantineUpdate, { args: [{ ...ruling, ...more }] });
    await stream.arrive(arrivalOf('a', [0, 900]));
    expect(await rule()).toEqual({ code: 'QUARANTINE_FORGOTTEN', rows: 0 });
    await stream.arrive(arrivalOf('b', [1_000, 1_000]));
    await eventually(async () => expect(await stream.told()).toHaveLength(1));
    expect(await rule({ codes: ['CHECK_ERROR'] })).toEqual({ code: 'QUARANTINE_ABSENT', rows: 0 });
    expect(await rule({ source: 'weather' })).toEqual({ code: 'QUARANTINE_ABSENT', rows: 0 });
    await expect(rule({ verdict: 'perhaps' })).rejects.toThrow(WorkflowUpdateFailedError);
    expect(await rule()).toEqual({ code: 'QUARANTINE_RELEASED', rows: 3, pane: 1 });
    await eventually(async () => expect((await stream.told())[1]).toEqual([0, 1, 'published']));
    expect(await rule()).toEqual({ code: 'QUARANTINE_OUTDATED', rows: 0 });
    const { account: _, ...named } = ruling;
    const kept = digestOf({ kind: 'ruling', pipeline: 'release', partition: 'all', ...named });
    expect(stream.decisions('QUARANTINE_RELEASED')).toMatchObject([
      {
        outcome: 'released',
        numbers: { pane: 0, rows: 3 },
        evidence: { ruling: kept, quarantine: ruling.quarantine },
        actor: 'ada',
      },
    ]);
    expect(rulingsBy.get('release/0/1')).toEqual([kept]);
    await site.replaysAlike(stream.id);
  });

  test('fires a window once more that has expired, by segments that it had retired', async () => {
    const stream = await begin('expired', short('expired'));
    await stream.arrive(arrivalOf('a', [0, 900]), arrivalOf('b', [90_000, 90_000]));
    await eventually(async () => expect(await stream.told()).toHaveLength(1));
    await eventually(async () => expect((await stream.view()).segments).toBe(1));
    await stream.arrive(arrivalOf('c', [91_000, 91_000]), arrivalOf('d', [99_000, 99_000]));
    await eventually(async () => expect(await stream.told()).toHaveLength(3));
    const answer = await stream.handle.executeUpdate(messages.resolveQuarantineUpdate, { args: [ruling] });
    expect(answer).toMatchObject({ code: 'QUARANTINE_RELEASED', rows: 3 });
    await eventually(async () => expect(await stream.told()).toContainEqual([0, answer.pane, 'published']));
    expect(segmentsBy.get(`expired/0/${answer.pane}`)).toEqual(segmentsBy.get('expired/0/0'));
  });

  test('refuses rows for good without another pane, and remembers it for the next one', async () => {
    const stream = await begin('discard');
    const discard = () =>
      stream.handle.executeUpdate(messages.resolveQuarantineUpdate, { args: [{ ...ruling, verdict: 'discard' }] });
    await stream.arrive(arrivalOf('a', [0, 900]), arrivalOf('b', [1_000, 1_000]));
    await eventually(async () => expect(await stream.told()).toHaveLength(1));
    expect(await discard()).toEqual({ code: 'QUARANTINE_DISCARDED', rows: 3 });
    expect(stream.decisions('QUARANTINE_DISCARDED')).toMatchObject([{ outcome: 'discarded', actor: 'ada' }]);
    panes.block('discard', ({ pane }) => pane === 1);
    await stream.arrive(arrivalOf('late', [500, 500]));
    await eventually(async () => expect((await stream.view()).panesOpen).toBe(1));
    expect(await discard()).toEqual({ code: 'QUARANTINE_PANE_UNDECIDED', rows: 0 });
    panes.block('discard', () => false);
    await eventually(async () => expect(await stream.told()).toHaveLength(2));
    expect(rulingsBy.get('discard/0/1')).toHaveLength(1);
  });

  test('drains it: what is open fires, the run ends sealed, and its replay is equal', async () => {
    const stream = await begin('drain');
    await stream.arrive(arrivalOf('a', [0, 900]), arrivalOf('b', [2_000, 2_000]));
    await eventually(async () => expect(await stream.told()).toEqual([[0, 0, 'published']]));
    await stream.handle.executeUpdate(messages.drainUpdate, { args: [{ by: 'ada' }] });
    await stream.arrive(arrivalOf('c', [2_500, 2_500])).catch(() => undefined);
    expect(await stream.handle.result()).toMatchObject({ outcome: 'drained' });
    const panes = [
      [0, 0, 'published'],
      [2_000, 0, 'published'],
    ];
    expect(await stream.told()).toEqual(panes);
    const [run] = await site.replayed(stream.id);
    expect(run?.seal).toEqual(run?.sealed);
    expect(run?.failure).toBeUndefined();
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
  await eventually(async () => expect(await stream.told()).toEqual([[0, 0, 'published']]));

  const runs = await site.replayed(stream.id);
  const log = runs.flatMap(({ decisions }) => decisions.map(({ decision }) => decision));
  expect(runs.length).toBeGreaterThan(1);
  expect(runs.map(({ failure }) => failure)).toEqual(runs.map(() => undefined));
  expect(runs.map(({ seal }) => seal)).toEqual(runs.map(({ sealed }) => sealed));
  expect(log.map(({ seq }) => seq)).toEqual(log.map((_, i) => i));
  const accepted = log.flatMap((decision) => arrivalsDecision.read(decision)?.numbers ?? []);
  expect(acceptedIn(log)).toBe(1_201);
  expect(accepted.map((numbers) => numbers.firstOrdinal)).toEqual(
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
