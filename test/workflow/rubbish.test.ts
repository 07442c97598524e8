import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, test } from 'vitest';
import type { TrainingActivities } from '#activities/training/port.ts';
import { workflowId } from '#contracts/ids/workflow-ids.ts';
import { digestOf } from '#domain/digest.ts';
import { requestOf } from '#test/support/data/trainings.ts';
import { eventually } from '#test/support/eventually.ts';
import { person } from '#test/support/people.ts';
import { openWorkflowSite } from '#test/support/site/workflows.ts';
import { candidateOf, modelGate, modelStandIn } from '#test/support/stand-ins/models.ts';
import { paneStandIn, windowInput } from '#test/support/stand-ins/panes.ts';
import { arrivalOf, policyOf } from '#test/support/stand-ins/streams.ts';
import * as archive from '#workflows/archive/messages.ts';
import * as deployment from '#workflows/deployment/messages.ts';
import * as pipeline from '#workflows/pipeline/messages.ts';
import * as promotion from '#workflows/promotion/messages.ts';
import type { PromotionInput } from '#workflows/promotion/state.ts';
import * as stream from '#workflows/stream/messages.ts';
import * as training from '#workflows/training/messages.ts';
import type { TrainingInput } from '#workflows/training/state.ts';
import * as window from '#workflows/window/messages.ts';

/** A trainer that is never done. */
const noTrainer: TrainingActivities = {
  assembleTrainingSet: async () => {
    throw ApplicationFailure.create({ message: 'not yet', nextRetryDelay: '1h' });
  },
  runTrainer: async () => undefined,
};
const site = await openWorkflowSite({
  panes: paneStandIn(({ pipeline: name }) => (name === 'held' ? 0 : 100)),
  models: modelStandIn(),
  training: noTrainer,
});

const text = (encoding: string, data: string) => ({
  metadata: { encoding: Buffer.from(encoding) },
  data: Buffer.from(data),
});
const json = (data: string) => text('json/plain', data);

/** What anybody may send to a workflow; `undefined` is a signal without a payload. */
const rubbish = {
  'nothing at all': undefined,
  'an unknown encoding': text('binary/alien', '{}'),
  'what was encrypted by somebody else': text('binary/encrypted', '\u0000\u0001'),
  'bytes without metadata': { data: Buffer.from('{}') },
  'plain bytes': text('binary/plain', 'bytes'),
  'JSON that ends too early': json('{"announcements":['),
  'half a surrogate pair': json('{"announcements":"\\ud800","by":"\\ud800"}'),
  'half a surrogate pair as a key': json('{"\\ud800":1}'),
  'a number that no double holds': json('{"count":1e400}'),
  'a tower of lists': json(`${'['.repeat(20_000)}${']'.repeat(20_000)}`),
  'another shape': json('{"wrong":true}'),
  'a text': json('"approve"'),
  null: json('null'),
};

/** One of each kind that a handler is given: what cannot be decoded is the same to all of them. */
const decoded = {
  nothing: rubbish['nothing at all'],
  undecodable: rubbish['JSON that ends too early'],
  'another shape': rubbish['another shape'],
  text: rubbish['a text'],
  null: rubbish.null,
};

/** The signals of a workflow that carry something, and some that it does not know. */
const signalsOf = (messages: object): string[] => {
  const withoutPayload = ['pause', 'resume', 'slotAwaited', 'tellState'];
  const names = Object.values(messages).flatMap((message: unknown) =>
    typeof message === 'object' &&
    message !== null &&
    'type' in message &&
    message.type === 'signal' &&
    'name' in message
      ? [String(message.name)]
      : [],
  );
  return [...new Set(names)]
    .filter((name) => !withoutPayload.includes(name))
    .concat('noSuchSignal', '__temporal_made_up');
};

const [ada, bob] = [person('ada', 'ml-lead'), person('bob', 'risk')];
const promotionInput: PromotionInput = {
  pipeline: 'alone',
  environment: 'production',
  candidate: candidateOf('any', 'v2'),
  champion: null,
  spec: digestOf('any'),
  gate: modelGate,
  policy: {
    approvals: {
      quorum: 2,
      roles: ['ml-lead', 'risk'],
      separationOfDuties: true,
      deadline: 3_600_000,
      onTimeout: 'reject',
    },
    stages: [{ shadow: { panes: 1 } }],
    analysis: { margin: 0.02, alpha: 0.05, looks: 10, minLabels: 200 },
  },
  principals: [ada, bob].map(({ principal }) => principal),
  excluded: [],
  maxMissing: 0.1,
};
const trainingInput: TrainingInput = {
  request: requestOf('alone', 'any'),
  deadline: 60_000,
  attempts: 1,
  maxMissing: 0.1,
};

interface Target {
  readonly type: string;
  readonly messages: object;
  readonly id: string;
  readonly input?: object;
}
const targets: readonly Target[] = [
  { type: 'stream', messages: stream, id: workflowId.stream('any', 'all'), input: { policy: policyOf('any') } },
  { type: 'window', messages: window, id: 'window/held/all/0~1000/0', input: windowInput('held') },
  { type: 'pipeline', messages: pipeline, id: workflowId.pipeline('alone'), input: { pipeline: 'alone' } },
  { type: 'training', messages: training, id: workflowId.training('any', 'any'), input: trainingInput },
  { type: 'promotion', messages: promotion, id: workflowId.promotion('any', 'v2'), input: promotionInput },
  {
    type: 'deployment',
    messages: deployment,
    id: workflowId.deployment('any', 'production'),
    input: { pipeline: 'alone', model: 'any', environment: 'production' },
  },
  { type: 'archive', messages: archive, id: workflowId.archive() },
];

const { namespace } = site.client.options;
const signal = (handle: WorkflowHandle, signalName: string, payload: (typeof rubbish)[keyof typeof rubbish]) =>
  site.client.workflowService.signalWorkflowExecution({
    namespace,
    workflowExecution: { workflowId: handle.workflowId },
    signalName,
    ...(payload && { input: { payloads: [payload] } }),
  });

describe.concurrent('rubbish that is signalled to a workflow', () => {
  test.each(targets)('$type refuses by a decision each, and goes on', async ({ type, messages, id, input }) => {
    const handle = await site.start(type, id, input);
    await eventually(() => handle.query('state'));
    const sent = signalsOf(messages).flatMap((name, i) =>
      Object.values(i === 0 ? rubbish : decoded).map((payload) => ({ name, payload })),
    );
    for (const { name, payload } of sent) await signal(handle, name, payload);
    const refused = () => site.decisions(id).filter(({ outcome }) => outcome === 'refused');
    await eventually(() => expect(refused()).toHaveLength(sent.length));
    expect((await handle.describe()).status.name).toBe('RUNNING');
    expect(await handle.query('state')).toBeDefined();
    await site.replaysAlike(id);
  });

  test('a stream decides what comes after it', async () => {
    const id = workflowId.stream('after', 'all');
    const handle = await site.start('stream', id, { policy: policyOf('after') });
    const flood = json(`[${'0,'.repeat(300_000)}0]`);
    for (const payload of [...Object.values(rubbish), flood]) await signal(handle, 'arrive', payload);
    await handle.signal(stream.arriveSignal, { claim: digestOf('none'), count: 1_001, bytes: 1 });
    await handle.signal(stream.arriveSignal, { announcements: [{ half: true }, arrivalOf('a', [0, 900])] });
    await eventually(() => expect(site.decisions(id, 'ARRIVAL_ACCEPTED')).toHaveLength(1));
    expect(site.decisions(id, 'MESSAGE_REFUSED')).toHaveLength(Object.keys(rubbish).length + 2);
    expect(site.decisions(id, 'ARRIVAL_MALFORMED')).toHaveLength(1);
  });
});
