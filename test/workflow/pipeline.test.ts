import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure, defaultPayloadConverter } from '@temporalio/common';
import { describe, expect, test } from 'vitest';
import type { TrainingActivities } from '#activities/training/port.ts';
import { sendApplication } from '#client/temporal/application.ts';
import { standingOf } from '#client/temporal/standing.ts';
import { type AppliedSpec, PipelineSpec } from '#contracts/spec.ts';
import type { TrainingRequest } from '#contracts/training.ts';
import { digestOf } from '#domain/digest.ts';
import { contractOf } from '#test/support/data/contracts.ts';
import { eventually } from '#test/support/eventually.ts';
import { openWorkflowSite } from '#test/support/site/workflows.ts';
import { publishedPane, tableOf } from '#test/support/stand-ins/models.ts';
import { paneStandIn } from '#test/support/stand-ins/panes.ts';
import { arrivalOf } from '#test/support/stand-ins/streams.ts';
import * as messages from '#workflows/pipeline/messages.ts';
import {
  advanceWatermarkSignal,
  arriveSignal,
  pauseSignal,
  stateQuery as streamState,
} from '#workflows/stream/messages.ts';

/** What was asked of the trainer; no row ever has a label, so that each training ends before it begins, but that of `gated`, whose gate stops it. */
const requests: TrainingRequest[] = [];
const unlabelled = { data: digestOf('rows'), rows: 100, labelled: 0, positives: 0 };
const training: TrainingActivities = {
  async assembleTrainingSet({ request }) {
    requests.push(request);
    const isGated = request.pipeline === 'gated';
    const rows = { ...unlabelled, labelled: isGated ? 100 : 0 };
    const parts = { training: rows, holdout: rows };
    const set = { request: digestOf(request), features: ['a'], label: 'late', entityKey: 'id', ...parts };
    return { digest: digestOf(set), set, ...(isGated && { features: tableOf(12) }) };
  },
  runTrainer: async () => {
    throw ApplicationFailure.nonRetryable('there is nothing to learn from');
  },
};
/** Only where a test is about what is published. */
const panes = paneStandIn(({ pipeline }) => {
  if (!['boundary', 'before', 'after'].includes(pipeline))
    throw ApplicationFailure.nonRetryable('no part of this test');
  return 100;
});
const site = await openWorkflowSite({ training, panes });

const modelOf = (name: string) => ({ name, entityKey: 'id', task: 'binary', features: 'features.sql', asOf: 'at' });

/** Windows of a second; a training over two of them and one held out, again when two more have their labels. */
function specOf(name: string, change: Record<string, unknown> = {}): AppliedSpec {
  const watermark = { maxDisorder: '0ms' };
  const trainer = { command: ['python', 'train.py'], folder: 'trainer' };
  const spec = PipelineSpec.parse({
    apiVersion: 'tidegate.dev/v1',
    kind: 'Pipeline',
    name,
    sources: { flights: { watermark }, outcomes: { watermark } },
    windows: { align: ['flights'], size: '1s', allowedLateness: '10s' },
    model: modelOf(name),
    labels: { source: 'outcomes', key: 'id', column: 'late', availableAt: 'at', deadline: '10s', maxMissing: '10%' },
    training: { every: '2s', over: '2s', holdout: '1s', trainer, deadline: '1m' },
    ...change,
  });
  return { spec, contracts: {}, principals: [] };
}

async function begin(name: string) {
  const id = `pipeline/${name}`;
  const handle = site.client.workflow.getHandle(id);
  const apply = (applied: AppliedSpec, by = 'lin', more: Pick<messages.Application, 'fromWindow'> = {}) =>
    sendApplication(site.client, { digest: digestOf(applied), applied, by, ...more });
  const first = specOf(name);
  expect(await apply(first)).toEqual({ code: 'SPEC_APPLIED', spec: digestOf(first), changed: [], atWindow: [] });
  return { id, handle, apply, first, view: () => handle.query(messages.stateQuery) };
}

const failureOf = async (update: Promise<unknown>): Promise<unknown> => {
  const error = await update.then(
    () => undefined,
    (refused: unknown) => refused,
  );
  return error instanceof WorkflowUpdateFailedError ? error.cause : error;
};

describe.concurrent('a pipeline', () => {
  test('is begun once, and tells of a spec that is in force already', async () => {
    const { id, apply, first, view } = await begin('once');
    expect(await apply(first)).toMatchObject({ code: 'SPEC_UNCHANGED', changed: [] });
    const changed = specOf('once', { notices: { webhook: 'http://127.0.0.1:1/' } });
    expect(await apply(changed, 'ada')).toMatchObject({ code: 'SPEC_APPLIED', changed: ['notices'] });
    expect(await view()).toMatchObject({ spec: digestOf(changed), appliedBy: 'ada', partitions: ['all'] });
    const applied = site.decisions(id, 'SPEC_APPLIED').map(({ inputs, actor }) => [inputs?.spec, actor]);
    expect(applied).toEqual([
      [digestOf(first), 'lin'],
      [digestOf(changed), 'ada'],
    ]);
    const stream = site.client.workflow.getHandle('stream/once/all');
    await eventually(async () => expect((await stream.query(streamState)).spec).toBe(digestOf(changed)));
    const { events } = await site.client.workflow.getHandle(id).fetchHistory();
    const children = events?.flatMap(
      ({ childWorkflowExecutionStartedEventAttributes: started }) => started?.workflowExecution?.workflowId ?? [],
    );
    expect(children).toEqual(['stream/once/all', 'deployment/once/production']);
  });

  test('refuses a change of what was published, and a boundary at which no window begins, and stays as it was', async () => {
    const { id, apply, first, view } = await begin('change');
    const split = specOf('change', { partitions: { by: 'origin', values: ['EWR', 'JFK'] } });
    const refused = await failureOf(apply(split));
    expect(refused).toMatchObject({
      type: 'SPEC_CHANGE_REFUSED',
      details: [{ code: 'SPEC_CHANGE_REFUSED', path: 'partitions' }],
    });
    expect(site.decisions(id, 'SPEC_CHANGE_REFUSED')).toMatchObject([
      { inputs: { spec: digestOf(split) }, actor: 'lin' },
    ]);
    const wider = specOf('change', {
      windows: { align: ['flights'], size: '2s', allowedLateness: '10s' },
    });
    expect(await failureOf(apply(wider, 'lin', { fromWindow: 3_000 }))).toMatchObject({
      type: 'SPEC_BOUNDARY_REFUSED',
      details: [{ path: '--from-window', expected: 'such as 1970-01-01T00:00:04Z' }],
    });
    expect((await view()).spec).toBe(digestOf(first));
  });

  test('lets a changed grid, gate and source decide the windows from the one that was named; earlier ones keep theirs', async () => {
    const { id, apply, view } = await begin('boundary');
    const read = contractOf([{ name: 'id', logicalType: 'string', required: true }]);
    const first: AppliedSpec = { ...specOf('boundary'), contracts: { flights: read } };
    await apply(first);
    const stream = site.client.workflow.getHandle('stream/boundary/all');
    const published = () => site.decisions('stream/boundary/all', 'PANE_PUBLISHED');
    const arrive = (...arrivals: ReturnType<typeof arrivalOf>[]) =>
      stream.signal(arriveSignal, { announcements: arrivals });
    // [0, 1000), [1000, 2000) and [2000, 3000) fire; [4000, 5000) waits with what has come.
    await arrive(arrivalOf('a', [0, 1_999]), arrivalOf('b', [2_500, 2_500]), arrivalOf('early', [4_500, 4_500]));
    await eventually(() => expect(published()).toHaveLength(3));

    const wider: AppliedSpec = {
      ...specOf('boundary', {
        sources: {
          flights: { watermark: { maxDisorder: '0ms' } },
          outcomes: { watermark: { maxDisorder: '1s' } },
          weather: { watermark: { asserted: true } },
        },
        windows: { align: ['flights', 'weather'], size: '2s', allowedLateness: '0s' },
        gates: { data: { onFail: 'hold', onInconclusive: 'hold', checks: [{ rowCount: { min: 1 } }] } },
      }),
      contracts: { flights: read, weather: read },
    };
    expect(await apply(wider, 'lin', { fromWindow: 4_000 })).toMatchObject({
      code: 'SPEC_APPLIED',
      atWindow: expect.arrayContaining(['sources.weather', 'windows.size', 'windows.allowedLateness', 'gates.data']),
    });
    await eventually(() =>
      expect(site.decisions('stream/boundary/all', 'SPEC_FROM_WINDOW')).toMatchObject([
        {
          numbers: { from: 4_000, size: 2_000, sizeBefore: 1_000 },
          inputs: { before: digestOf(first), spec: digestOf(wider) },
        },
      ]),
    );
    await arrive(arrivalOf('d', [6_000, 6_000]), arrivalOf('late', [1_000, 1_000]));
    expect((await stream.query(streamState)).former).toMatchObject([{ spec: digestOf(first), until: 4_000 }]);
    await arrive(arrivalOf('w', [4_000, 4_000], { source: 'weather' }));
    await stream.signal(advanceWatermarkSignal, {
      kind: 'watermark',
      id: 'w',
      source: 'weather',
      completeThrough: 5_999,
    });
    await eventually(() => expect(published()).toHaveLength(5));
    const decided = published().map(({ numbers, policy }) => [
      numbers?.start,
      numbers?.end,
      numbers?.pane,
      policy?.spec,
    ]);
    expect(decided.sort()).toEqual([
      [0, 1_000, 0, digestOf(first)],
      [1_000, 2_000, 0, digestOf(first)],
      [1_000, 2_000, 1, digestOf(first)],
      [2_000, 3_000, 0, digestOf(first)],
      [4_000, 6_000, 0, digestOf(wider)],
    ]);
    const [last] = site
      .decisions('stream/boundary/all', 'WATERMARK_PASSED')
      .filter(({ numbers }) => numbers?.start === 4_000);
    expect(last).toMatchObject({ numbers: { arrivals: 2 } });
    // What is published can be decided by no other spec any more.
    await eventually(async () => expect((await view()).published).toMatchObject({ data: 4 }));
    expect(await failureOf(apply(first, 'lin', { fromWindow: 4_000 }))).toMatchObject({
      type: 'SPEC_BOUNDARY_REFUSED',
    });
    for (const run of await site.replayed('stream/boundary/all')) expect(run.failure).toBeUndefined();
    for (const run of await site.replayed(id)) expect(run.failure).toBeUndefined();
  });

  test('goes on under another name with all that it knows, and the old one leads there', async () => {
    const { id, handle, apply } = await begin('before');
    await begin('taken');
    const read = contractOf([{ name: 'id', logicalType: 'string', required: true }]);
    await apply({ ...specOf('before'), contracts: { flights: read } });
    const stream = site.client.workflow.getHandle('stream/before/all');
    const arrivals = [arrivalOf('a', [0, 999]), arrivalOf('b', [1_500, 1_500])];
    await stream.signal(arriveSignal, { announcements: arrivals });
    await eventually(() => expect(site.decisions('stream/before/all', 'PANE_PUBLISHED')).toHaveLength(1));
    const rename = (to: string) => handle.executeUpdate(messages.renameUpdate, { args: [{ to, by: 'ada' }] });
    expect(await failureOf(rename('taken'))).toMatchObject({ type: 'PIPELINE_EXISTS' });
    panes.block('before', () => true);
    await stream.signal(arriveSignal, { announcements: [arrivalOf('late', [500, 500])] });
    await eventually(async () => expect((await stream.query(streamState)).panesOpen).toBe(1));
    expect(await rename('after')).toEqual({ code: 'PIPELINE_RENAMED', to: 'after' });
    // It waits for its gate, and takes what is announced meanwhile.
    await stream.signal(arriveSignal, { announcements: [arrivalOf('c', [1_600, 1_600])] });
    await eventually(async () => expect((await stream.query(streamState)).arrivals).toBe(4));
    panes.block('before', () => false);
    expect(await stream.result()).toMatchObject({ outcome: 'renamed' });
    expect(await handle.result()).toMatchObject({ outcome: 'renamed' });
    const { memo, raw } = await handle.describe();
    expect(memo).toMatchObject({ movedTo: 'after' });
    const successorRun = await site.client.workflow.getHandle('pipeline/after').describe();
    expect(successorRun.memo).toMatchObject({ origin: raw.workflowExecutionInfo?.firstRunId });

    const after = site.client.workflow.getHandle('stream/after/all');
    await after.signal(arriveSignal, { announcements: [...arrivals, arrivalOf('d', [2_000, 2_000])] });
    await eventually(() => expect(site.decisions('stream/after/all', 'PANE_PUBLISHED')).toHaveLength(1));
    expect(site.decisions('stream/after/all', 'ARRIVAL_DUPLICATE')).toHaveLength(2);
    expect(site.decisions('stream/after/all', 'WATERMARK_PASSED')).toMatchObject([
      { numbers: { start: 1_000, arrivals: 2, pane: 0 } },
    ]);
    const [handed] = site.decisions('stream/before/all', 'PIPELINE_RENAMED');
    const [taken] = site.decisions('stream/after/all', 'PIPELINE_RENAMED');
    expect(handed).toMatchObject({ outcome: 'renamed', subject: 'run/stream/after/all', actor: 'ada' });
    expect(taken).toMatchObject({ outcome: 'taken over', subject: 'run/stream/before/all', inputs: handed?.inputs });
    const successor = site.client.workflow.getHandle('pipeline/after');
    await eventually(async () =>
      expect(await successor.query(messages.stateQuery)).toMatchObject({ published: { data: 2 } }),
    );
    const deployment = await site.client.workflow.getHandle('deployment/before/production').fetchHistory();
    expect(JSON.stringify(deployment)).toContain('pipelineRenamed');
    const own = { ...specOf('after', { model: modelOf('before') }), contracts: { flights: read } };
    const renamed = await sendApplication(site.client, {
      digest: digestOf(own),
      applied: own,
      by: 'lin',
    });
    expect(renamed).toMatchObject({ code: 'SPEC_APPLIED', atWindow: [] });
    for (const left of ['stream/before/all', 'stream/after/all', 'pipeline/after', id])
      for (const run of await site.replayed(left)) expect(run.failure).toBeUndefined();
  });

  test('is removed once its streams are drained, with what is under way only where somebody insists, and begins anew afterwards', async () => {
    const { id, handle, apply, view } = await begin('leaving');
    const remove = (more: Partial<messages.Removal> = {}) =>
      handle.executeUpdate(messages.removeUpdate, { args: [{ by: 'ada', ...more }] });
    const wish = { id: 'may', partition: 'all', from: 0, to: 10_000, by: 'lin' };
    await handle.executeUpdate(messages.backfillUpdate, { args: [wish] });
    expect(await failureOf(remove())).toMatchObject({
      type: 'PIPELINE_BUSY',
      details: [{ observed: 'stream/leaving/all/backfill-may' }],
    });
    const stream = site.client.workflow.getHandle('stream/leaving/all');
    await stream.signal(pauseSignal);
    const reason = digestOf('it is over');
    expect(await remove({ now: true, reason })).toEqual({
      code: 'PIPELINE_REMOVED',
      streams: ['all', 'all/backfill-may'],
    });
    expect(await handle.result()).toMatchObject({ outcome: 'removed' });
    for (const ended of ['stream/leaving/all', 'stream/leaving/all/backfill-may'])
      expect(await site.client.workflow.getHandle(ended).result()).toMatchObject({ outcome: 'drained' });
    const deployment = site.client.workflow.getHandle('deployment/leaving/production');
    expect(await deployment.result()).toMatchObject({ outcome: 'retired' });
    expect(site.decisions(id, 'PIPELINE_REMOVED')).toMatchObject([{ actor: 'ada', evidence: { reason } }]);
    expect((await handle.describe()).memo).toMatchObject({ removed: true });
    for (const run of [...(await site.replayed(id)), ...(await site.replayed('deployment/leaving/production'))])
      expect(run.seal).toEqual(run.sealed);

    expect(await apply(specOf('leaving'))).toMatchObject({ code: 'SPEC_APPLIED' });
    expect(await view()).toMatchObject({ partitions: ['all'], backfills: [], published: {} });
    const { memo } = await handle.describe();
    expect(memo).not.toHaveProperty('removed');
    await eventually(async () => expect(await stream.query(streamState)).toMatchObject({ arrivals: 0, paused: false }));
  });

  test('takes contracts that read all earlier data, whose columns reach the stream, and refuses others', async () => {
    const { id, apply, first, view } = await begin('evolve');
    const flights = (...properties: object[]): AppliedSpec => ({
      ...first,
      contracts: { flights: contractOf(properties) },
    });
    const [key, distance] = [
      { name: 'id', logicalType: 'string' },
      { name: 'distance', logicalType: 'integer' },
    ];
    expect(await apply(flights(key, distance))).toMatchObject({ code: 'SPEC_APPLIED', changed: ['contracts'] });
    const wider = flights(key, { ...distance, logicalType: 'number' }, { name: 'gate', logicalType: 'string' });
    expect(await apply(wider)).toMatchObject({ code: 'SPEC_APPLIED', changed: ['contracts'] });
    const applied = {
      spec: digestOf(wider),
      columns: { flights: [{ name: 'id' }, { name: 'distance', type: 'number' }, { name: 'gate' }] },
    };
    const { events } = await site.client.workflow.getHandle('stream/evolve/all').fetchHistory();
    const told = events?.flatMap(
      ({ workflowExecutionSignaledEventAttributes: signal }) => signal?.input?.payloads ?? [],
    );
    expect(told?.map((payload) => defaultPayloadConverter.fromPayload(payload)).at(-1)).toMatchObject(applied);

    const narrower = flights(key, distance, { name: 'gate', logicalType: 'string' });
    expect(await failureOf(apply(narrower))).toMatchObject({
      type: 'CONTRACT_BREAKING',
      details: [{ breaks: [{ code: 'CONTRACT_TYPE_CHANGED', source: 'flights', column: 'distance' }] }],
    });
    expect(site.decisions(id, 'CONTRACT_BREAKING')).toMatchObject([
      { inputs: { spec: digestOf(narrower) }, actor: 'lin' },
    ]);
    expect((await view()).spec).toBe(digestOf(wider));
  });

  test('refuses what is no spec of its own, without a trace, and goes on', async () => {
    const { id, handle, apply, first } = await begin('shape');
    const { spec } = first;
    const applied = { ...first, spec: { ...spec, windows: {} } };
    const rubbish = [
      undefined,
      { digest: digestOf(first), by: 'lin' },
      { digest: digestOf(null), applied: first, by: 'lin' },
      { digest: digestOf(applied), applied, by: 'lin' },
      { digest: digestOf(specOf('another')), applied: specOf('another'), by: 'lin' },
    ];
    for (const payload of rubbish) {
      const update = handle.executeUpdate<unknown, [unknown]>('apply', { args: [payload] });
      expect(await failureOf(update)).toMatchObject({ type: 'SPEC_UNREADABLE' });
    }
    expect(site.decisions(id).map(({ code }) => code)).toEqual(['SPEC_APPLIED']);
    expect(await apply(first)).toMatchObject({ code: 'SPEC_UNCHANGED' });
  });

  test('trains by its cadence, and when somebody asks', async () => {
    const { id, handle, view } = await begin('cadence');
    const publish = async (feed: string, ...windows: number[]) => {
      for (const window of windows)
        await handle.signal(messages.panesDecidedSignal, {
          partition: 'all',
          panes: [publishedPane(feed, window * 1_000)],
        });
    };
    await handle.signal(messages.trainNowSignal, { by: 'ada', nonce: 'early' });
    await publish('data', 0, 1, 2, 3, 4, 5);
    await publish('outcomes', 0, 1);
    await eventually(async () => expect((await view()).published).toEqual({ data: 6, outcomes: 2 }));
    expect(site.decisions(id, 'TRAINING_REQUESTED')).toEqual([]);
    expect(site.decisions(id, 'TRAINING_SET_TOO_SMALL')).toMatchObject([{ subject: id, actor: 'ada' }]);

    await publish('outcomes', 2, 3, 4);
    await handle.signal(messages.trainNowSignal, { by: 'ada', nonce: 'now' });
    await handle.signal(messages.trainNowSignal, { by: 'ada', nonce: 'now' });
    await eventually(async () =>
      expect((await view()).trainings.map(({ nonce, outcome }) => [nonce, outcome])).toEqual([
        ['early', 'refused'],
        ['cadence-3000', 'failed'],
        ['cadence-5000', 'failed'],
        ['now', 'failed'],
      ]),
    );
    const ofThis = requests.filter(({ pipeline }) => pipeline === 'cadence');
    // Trainings run beside one another: which of them comes first to its set is chance.
    expect(
      ofThis.map(({ requestedBy, holdout, span }) => `${requestedBy} ${span.start} ${holdout.end}`).sort(),
    ).toEqual(['ada 2000 5000', 'cadence 0 3000', 'cadence 2000 5000']);
    expect((await view()).trainings.at(-1)?.code).toBe('TRAINING_LABELS_MISSING');
  });

  test('trains nothing on features that their gate does not let through', async () => {
    const { handle, view } = await begin('gated');
    for (const feed of ['data', 'outcomes'])
      await handle.signal(messages.panesDecidedSignal, {
        partition: 'all',
        panes: [0, 1_000, 2_000].map((start) => publishedPane(feed, start)),
      });
    await eventually(async () => expect((await view()).trainings.at(-1)?.code).toBe('GATE_FAILED'));
    const [training] = (await view()).trainings;
    const codes = site.decisions(training?.id ?? '').map(({ code, outcome }) => [code, outcome]);
    expect(codes).toEqual([
      ['ROW_COUNT_BELOW_MINIMUM', 'fail'],
      ['GATE_FAILED', 'fail'],
      ['GATE_FAILED', 'refused'],
    ]);
  });

  test('begins a stream for each partition, each with its own panes and a gate that delays no other', async () => {
    const applied = specOf('parted', {
      partitions: { by: 'origin', values: ['EWR', 'JFK'] },
      model: undefined,
      labels: undefined,
      training: undefined,
    });
    await sendApplication(site.client, { digest: digestOf(applied), applied, by: 'lin' });
    const handle = site.client.workflow.getHandle('pipeline/parted');
    const streams = ['EWR', 'JFK'].map((name) => site.client.workflow.getHandle(`stream/parted/${name}`));
    for (const stream of streams) {
      await eventually(async () => expect((await stream.query(streamState)).spec).toBe(digestOf(applied)));
    }
    for (const partition of ['EWR', 'JFK', 'EWR']) {
      await handle.signal(messages.panesDecidedSignal, { partition, panes: [publishedPane('data', 1_000)] });
    }
    await eventually(async () =>
      expect(await handle.query(messages.stateQuery)).toMatchObject({
        partitions: ['EWR', 'JFK'],
        published: { 'EWR/data': 1, 'JFK/data': 1 },
      }),
    );
    expect((await standingOf(site.client, 'parted'))?.streams).toMatchObject([
      { id: 'stream/parted/EWR', status: 'RUNNING', view: { partition: 'EWR' } },
      { id: 'stream/parted/JFK', status: 'RUNNING', view: { partition: 'JFK' } },
    ]);
  });

  test('fills history by a stream of its own, which takes the place of published windows only where the spec says so', async () => {
    const { id, handle, view } = await begin('history');
    const range = { id: 'h1', partition: 'all', from: 0, to: 5_000, by: 'ada' };
    const backfill = (wish: object) => handle.executeUpdate(messages.backfillUpdate, { args: [{ ...range, ...wish }] });
    const begun = { stream: 'stream/history/all/backfill-h1', begun: true };
    expect(await backfill({})).toEqual(begun);
    expect(await backfill({})).toEqual(begun);
    expect(await backfill({ to: 6_000 })).toEqual({ ...begun, begun: false });
    expect((await standingOf(site.client, 'history'))?.streams.map((stream) => stream.id)).toEqual([
      'stream/history/all',
      begun.stream,
    ]);
    expect(await failureOf(backfill({ id: 'h2', to: 5_500 }))).toMatchObject({ type: 'BACKFILL_OUT_OF_RANGE' });
    expect(await failureOf(backfill({ id: 'h2', partition: 'EWR' }))).toMatchObject({ type: 'PARTITION_UNKNOWN' });

    const stream = site.client.workflow.getHandle(begun.stream);
    await stream.signal(arriveSignal, {
      announcements: [arrivalOf('old', [0, 900]), arrivalOf('new', [5_000, 5_000])],
    });
    await eventually(() =>
      expect(site.decisions(begun.stream, 'ARRIVAL_ACCEPTED')).toMatchObject([{ numbers: { arrivals: 1 } }]),
    );
    expect(site.decisions(begun.stream, 'BACKFILL_OUT_OF_RANGE')).toHaveLength(1);

    const tell = (partition: string, start: number) =>
      handle.signal(messages.panesDecidedSignal, { partition, panes: [publishedPane('data', start)] });
    await tell('all', 0);
    await tell('all/backfill-h1', 0);
    await tell('all/backfill-h1', 1_000);
    await eventually(async () => expect((await view()).published).toEqual({ data: 2 }));
    expect((await view()).backfills).toEqual(['all/backfill-h1']);
    expect(site.decisions(id, 'BACKFILL_NOT_NEEDED')).toHaveLength(1);
  });
});
