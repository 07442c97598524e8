import { WorkflowUpdateFailedError } from '@temporalio/client';
import { describe, expect, test } from 'vitest';
import { DataGate } from '#contracts/check.ts';
import { Waiver } from '#contracts/hold.ts';
import type { PaneDecided } from '#contracts/pane.ts';
import { rerequestDecision } from '#domain/decisions/rerequest.ts';
import { digestOf } from '#domain/digest.ts';
import { tidegate } from '#test/support/command.ts';
import { eventually } from '#test/support/eventually.ts';
import { openWorkflowSite } from '#test/support/site/workflows.ts';
import { holdsEmptyPanes, paneStandIn, windowInput } from '#test/support/stand-ins/panes.ts';
import * as messages from '#workflows/window/messages.ts';
import type { WindowInput } from '#workflows/window/state.ts';
import type { WindowResult } from '#workflows/window/workflow.ts';

// What `mended` gets is repaired by the second round, what has a window before it by the first, everything else by none.
const panes = paneStandIn(
  () => 0,
  ({ pipeline, reference }, round) => ((pipeline === 'mended' && round === 2) || reference?.flights ? 10 : 0),
);
const site = await openWorkflowSite({ panes });

const asking = (within: string, more: Partial<DataGate> = {}): Partial<WindowInput> => ({
  gate: DataGate.parse({ ...holdsEmptyPanes, ...more, remediate: [{ rerequest: { within } }] }),
});

/** Begins the gate of a pane that its rows cannot pass, and waits until it asks for a person. */
async function hold(pipeline: string, more: Partial<WindowInput> = {}) {
  const stream = await site.neighbour(`stream/${pipeline}/all`);
  const id = `window/${pipeline}/all/0~1000/0`;
  const handle = await site.start('window', id, { ...windowInput(pipeline), ...more });
  const told = async () => (await stream.told<PaneDecided>('paneDecided')).map(({ outcome, code }) => [outcome, code]);
  await eventually(async () => expect((await told())[0]).toEqual(['held', 'PANE_HELD']));
  const resolve = (resolution: object) =>
    handle.executeUpdate(messages.resolveHoldUpdate, { args: [resolution as messages.HoldResolution] });
  return { id, handle, stream, told, resolve };
}

describe.concurrent('a pane that is held', () => {
  test.for([
    ['accept', 'published', 'HOLD_RELEASED'],
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
    expect(site.notices.filter(({ decision }) => decision.hash === held?.hash)).toHaveLength(1);

    const [run] = await site.replayed(id);
    expect(run?.seal).toEqual(result.chain);
    await site.replaysAlike(id);
  });

  test('asks the source once, and waits for people alone when that does not answer in time', async () => {
    const { id, handle, resolve } = await hold('unanswered', asking('4s'));
    await eventually(() => expect(site.decisions(id, 'REREQUESTED')).toHaveLength(1));
    const [asked] = site.decisions(id, 'REREQUESTED');
    expect(asked).toMatchObject({
      subject: 'window/all/data/0/flights',
      outcome: 'asked',
      numbers: { pane: 0, reasons: { ROW_COUNT_BELOW_MINIMUM: 1 } },
    });
    const until = (asked && rerequestDecision.read(asked)?.numbers.until) ?? Number.NaN;
    expect(await handle.query(messages.stateQuery)).toMatchObject({ hold: { asked: { source: 'flights', until } } });
    await eventually(() => expect(site.decisions(id, 'REREQUEST_UNANSWERED')).toHaveLength(1));
    expect(site.decisions(id, 'REREQUEST_UNANSWERED')[0]?.at).toBeGreaterThanOrEqual(until);
    expect((await handle.query(messages.stateQuery)).hold).not.toHaveProperty('asked');
    expect(await resolve({ verdict: 'reject', by: 'ada' })).toEqual({ resolved: true });
    expect(await handle.result()).toMatchObject({ decided: { outcome: 'rejected' } });
    expect(site.decisions(id, 'REREQUESTED')).toHaveLength(1);
    const told = site.notices.filter(({ source }) => source === id).map(({ decision }) => decision.code);
    expect(told).toEqual(expect.arrayContaining(['PANE_HELD', 'REREQUESTED', 'REREQUEST_UNANSWERED']));
  });

  test('is rejected, where its gate says so, once its source did not answer in time', async () => {
    const { id, handle, told } = await hold('refused', asking('2s', { onFail: 'reject' }));
    expect(await handle.result()).toMatchObject({ decided: { outcome: 'rejected', code: 'REREQUEST_UNANSWERED' } });
    expect(await told()).toEqual([
      ['held', 'PANE_HELD'],
      ['rejected', 'REREQUEST_UNANSWERED'],
    ]);
    expect(site.decisions(id, 'REREQUESTED', 'REREQUEST_UNANSWERED')).toMatchObject([
      { outcome: 'asked' },
      { outcome: 'unanswered' },
    ]);
    await site.replaysAlike(id);
  });

  test('waits on for its source while others send, and goes once a later pane is published', async () => {
    const { id, handle } = await hold('others', asking('1h', { onFail: 'reject' }));
    await handle.signal(messages.newerPaneSignal, { pane: 1, published: false, lateSources: ['weather'] });
    expect(await handle.query(messages.stateQuery)).toMatchObject({ hold: { asked: { source: 'flights' } } });
    await handle.signal(messages.newerPaneSignal, { pane: 1, published: true, lateSources: ['weather'] });
    expect(await handle.result()).toMatchObject({ decided: { outcome: 'superseded' } });
    expect(site.decisions(id, 'REREQUEST_ANSWERED')).toEqual([]);
  });

  test('gives way to what its source sent again, and a person may decide before that', async () => {
    const answered = await hold('answered', asking('1h'));
    await answered.handle.signal(messages.newerPaneSignal, { pane: 1, published: false, lateSources: ['flights'] });
    expect(await answered.handle.result()).toMatchObject({
      decided: { outcome: 'superseded', code: 'SUPERSEDED_BEFORE_PUBLISH' },
    });
    expect(site.decisions(answered.id, 'REREQUEST_ANSWERED')).toMatchObject([{ numbers: { by: 1 } }]);
    await site.replaysAlike(answered.id);

    const decided = await hold('impatient', asking('1h'));
    expect(await decided.resolve({ verdict: 'accept', by: 'ada' })).toEqual({ resolved: true });
    expect(await decided.handle.result()).toMatchObject({ decided: { outcome: 'published' } });
  });

  test('ends once a later pane is published, and not when one has only fired', async () => {
    const { id, handle } = await hold('overtaken');
    await handle.signal(messages.newerPaneSignal, { pane: 1, published: false, lateSources: ['flights'] });
    await handle.signal(messages.newerPaneSignal, { pane: 0, published: true, lateSources: [] });
    expect(await handle.query(messages.stateQuery)).toMatchObject({ phase: 'held' });
    await handle.signal(messages.newerPaneSignal, { pane: 1, published: true, lateSources: [] });
    expect(await handle.result()).toMatchObject({ decided: { outcome: 'superseded' } });
    expect(site.decisions(id, 'SUPERSEDED_BEFORE_PUBLISH')).toMatchObject([{ numbers: { pane: 0, by: 1 } }]);
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

const reason = digestOf('the source had a day off');
const codesOf = (id: string) => site.decisions(id).map(({ code }) => code);
const gateWith = (more: object) =>
  ({ gate: DataGate.parse({ ...holdsEmptyPanes, checks: [{ rowCount: { min: 1 } }], ...more }) }) as const;

/** Every run of a workflow, replayed, decides as it did. */
describe.concurrent('a waiver', () => {
  test('names the checks that it is about, is kept as an artifact, and goes with the pane', async () => {
    const { id, handle, resolve, stream } = await hold('waived');
    const until = Date.now() + 3_600_000;
    const narrow = { reason, scope: [{ check: 'nullRate' }] };
    expect(await resolve({ verdict: 'accept', by: 'ada', waiver: narrow })).toEqual({
      resolved: false,
      code: 'WAIVER_TOO_NARROW',
    });
    expect(await resolve({ verdict: 'accept', by: 'ada', waiver: { reason, until: 1 } })).toEqual({
      resolved: false,
      code: 'WAIVER_EXPIRED',
    });
    const waiver = { reason, scope: [{ check: 'rowCount' }], until };
    expect(await resolve({ verdict: 'accept', by: 'ada', waiver })).toEqual({ resolved: true });
    const { decided }: WindowResult = await handle.result();
    const checks = [{ check: 'rowCount', source: 'flights' }];
    const [digest = ''] = decided.waivers ?? [];
    expect(decided).toMatchObject({
      outcome: 'published',
      waivers: [digest],
      granted: { waiver: digest, checks, until },
    });
    expect(await site.artifacts.getJson(digest, Waiver)).toMatchObject({ by: 'ada', reason, checks, until, pane: 0 });
    expect(site.decisions(id, 'CHECK_WAIVED')).toMatchObject([
      {
        subject: 'window/all/data/0/rowCount',
        kind: 'check',
        actor: 'ada',
        evidence: { report: decided.report, waiver: digest },
        numbers: { until },
      },
    ]);
    expect(site.decisions(id, 'HOLD_RELEASED')).toMatchObject([{ evidence: { waiver: digest } }]);
    expect((await stream.told<PaneDecided>('paneDecided')).at(-1)).toEqual(decided);
    await site.replaysAlike(id);
  });

  test('that stands lets a later pane through that breaks the same check, and is named there too', async () => {
    const waiver = { waiver: digestOf('given before'), checks: [{ check: 'rowCount' }], until: Date.now() + 3_600_000 };
    await site.neighbour('stream/standing/all');
    const id = 'window/standing/all/0~1000/0';
    const handle = await site.start('window', id, { ...windowInput('standing'), waivers: [waiver] });
    const { decided }: WindowResult = await handle.result();
    expect(decided).toMatchObject({ outcome: 'published', code: 'PANE_PUBLISHED', waivers: [waiver.waiver] });
    expect(decided.granted).toBeUndefined();
    expect(codesOf(id)).toEqual(['ROW_COUNT_BELOW_MINIMUM', 'GATE_FAILED', 'CHECK_WAIVED']);
  });
});

describe.concurrent('a hold that nobody answers', () => {
  test.for([
    ['accept', 'published'],
    ['reject', 'rejected'],
  ] as const)('reminds, escalates at its deadline, and then says %s', async ([onTimeout, outcome]) => {
    const declared = gateWith({ hold: { deadline: '2s', remindEvery: '700ms', onTimeout } });
    const { id, handle } = await hold(`timed-${onTimeout}`, declared);
    const { decided }: WindowResult = await handle.result();
    expect(decided).toMatchObject({ outcome, code: 'HOLD_TIMED_OUT' });
    const said = codesOf(id).slice(codesOf(id).indexOf('PANE_HELD'));
    expect(said[0]).toBe('PANE_HELD');
    expect(said.slice(-2)).toEqual(['HOLD_OVERDUE', 'HOLD_TIMED_OUT']);
    expect(new Set(said.slice(1, -2))).toEqual(new Set(['HOLD_REMINDED']));
    const keys = site.decisions(id, 'PANE_HELD', 'HOLD_REMINDED', 'HOLD_OVERDUE').map(({ hash }) => hash);
    await eventually(() =>
      expect(site.notices.filter(({ decision }) => keys.includes(decision.hash))).toHaveLength(keys.length),
    );
    await site.replaysAlike(id);
  });

  test('stays where nothing else is declared, and a person may still answer', async () => {
    const { id, handle, resolve } = await hold('stays', gateWith({ hold: { deadline: '500ms' } }));
    await eventually(() => expect(codesOf(id)).toContain('HOLD_OVERDUE'));
    expect(await handle.query(messages.stateQuery)).toMatchObject({
      phase: 'held',
      hold: {
        overdue: true,
        reason: 'GATE_FAILED',
        blocking: [{ check: 'rowCount', code: 'ROW_COUNT_BELOW_MINIMUM' }],
      },
    });
    expect(await resolve({ verdict: 'reject', by: 'ada', reason })).toEqual({ resolved: true });
    const { decided }: WindowResult = await handle.result();
    expect(decided).toMatchObject({ outcome: 'rejected', code: 'HOLD_REJECTED' });
    expect(site.decisions(id, 'HOLD_REJECTED')).toMatchObject([{ actor: 'ada', evidence: { reason } }]);
  });
});

test('repairs may read the newest published window before, and what each touched is decided', async () => {
  await site.neighbour('stream/before/all');
  const id = 'window/before/all/0~1000/0';
  const previous = ['newest', 'older'].map((part) => ({ rows: { flights: 1 }, parts: { flights: digestOf(part) } }));
  const gate = gateWith({ remediate: [{ impute: { column: 'distance', with: 'previous' } }] });
  const handle = await site.start('window', id, { ...windowInput('before'), previous, ...gate });
  const { decided }: WindowResult = await handle.result();
  expect(decided).toMatchObject({ outcome: 'published', rows: { flights: 10 } });
  expect(site.decisions(id, 'REMEDIATED')).toMatchObject([
    {
      subject: 'window/all/data/0/flights/impute/distance',
      numbers: { before: 0, after: 10, touched: 10 },
    },
  ]);
  const { events } = await handle.fetchHistory();
  const inputs = events?.flatMap(({ activityTaskScheduledEventAttributes: scheduled }) =>
    scheduled?.activityType?.name === 'remediateSnapshot' ? [`${scheduled.input?.payloads?.[0]?.data}`] : [],
  );
  expect(inputs?.map((input) => JSON.parse(input).reference)).toEqual([{ flights: digestOf('newest') }]);
  await site.replaysAlike(id);
});

describe.concurrent('a person who has repairs run', () => {
  const repairable = gateWith({ remediate: [{ deduplicate: { by: ['id'] } }] });

  test('publishes what they mend, without another word', async () => {
    const { id, handle, resolve } = await hold('mended', repairable);
    expect(await resolve({ verdict: 'remediate', by: 'ada', reason })).toEqual({ resolved: true });
    const { decided }: WindowResult = await handle.result();
    expect(decided).toMatchObject({ outcome: 'published', code: 'PANE_PUBLISHED', rows: { flights: 10 } });
    expect(site.decisions(id, 'HOLD_REMEDIATED')).toMatchObject([{ actor: 'ada', outcome: 'remediate' }]);
    expect(site.decisions(id, 'REMEDIATED').map(({ numbers }) => numbers?.round)).toEqual([undefined, 2]);
    await site.replaysAlike(id);
  });

  test('is asked again where they do not help', async () => {
    const { id, handle, resolve } = await hold('beyond', repairable);
    expect(await resolve({ verdict: 'remediate', by: 'ada' })).toEqual({ resolved: true });
    await eventually(() => expect(site.decisions(id, 'PANE_HELD')).toHaveLength(2));
    await eventually(async () => expect(await resolve({ verdict: 'accept', by: 'lin' })).toEqual({ resolved: true }));
    const { decided }: WindowResult = await handle.result();
    expect(decided).toMatchObject({ outcome: 'published', code: 'HOLD_RELEASED' });
  });

  test('is told where nothing is declared that could be run', async () => {
    const { resolve } = await hold('irreparable');
    expect(await resolve({ verdict: 'remediate', by: 'ada' })).toEqual({
      resolved: false,
      code: 'NOTHING_TO_REMEDIATE',
    });
  });
});

describe('tidegate holds', () => {
  const run = (...args: string[]) => tidegate(['holds', ...args], site.environment);
  const json = async (...args: string[]) => JSON.parse((await run(...args, '--json')).out);

  test('finds what is held, shows why, and answers for it with a reason that is kept', async () => {
    const { id, handle } = await hold('told', gateWith({ hold: { deadline: '1h' } }));
    await eventually(async () =>
      expect((await json('list')).holds).toContainEqual(
        expect.objectContaining({ id, pipeline: 'told', start: 0, phase: 'held' }),
      ),
    );
    const shown = await run('show', 'told');
    expect(shown).toMatchObject({
      exit: 0,
      out: expect.stringContaining('ROW_COUNT_BELOW_MINIMUM rowCount on flights'),
    });
    expect(await json('accept', 'told', '--as', 'ada', '--reason', 'holiday', '--scope', 'set:carrier')).toEqual({
      hold: id,
      verdict: 'accept',
      by: 'ada',
      resolved: false,
      code: 'WAIVER_TOO_NARROW',
    });
    const accepted = await run('accept', 'told', '--as', 'ada', '--reason', 'holiday', '--scope', 'rowCount');
    expect(accepted).toMatchObject({ exit: 0, out: `${id} is accepted by ada (HOLD_RELEASED).\n` });
    const { decided }: WindowResult = await handle.result();
    const waiver = await site.artifacts.getJson(decided.waivers?.[0] ?? '', Waiver);
    expect(`${await site.artifacts.get(waiver.reason)}`).toBe('holiday');
    expect(await run('reject', id, '--as', 'ada')).toMatchObject({
      exit: 1,
      out: expect.stringContaining('HOLD_ABSENT'),
    });
  });

  test('refuses what names nothing, and a waiver without a reason', async () => {
    expect(await run('show', 'nowhere')).toMatchObject({ exit: 3, err: expect.stringContaining('NOT_FOUND') });
    expect(await run('accept', 'nowhere', '--as', 'ada', '--scope', 'set')).toMatchObject({
      exit: 2,
      err: expect.stringContaining('--reason'),
    });
  });
});
