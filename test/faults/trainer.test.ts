import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { identityOf } from '#client/local/process-identity.ts';
import { sendApproval } from '#client/temporal/approvals.ts';
import { shortDigest } from '#contracts/digest.ts';
import type { TrainingCompletion } from '#contracts/training.ts';
import { workflowId } from '#contracts/window.ts';
import { digestOf } from '#domain/digest.ts';
import { stateQuery as deploymentQuery } from '#workflows/deployment/messages.ts';
import { stateQuery as promotionQuery } from '#workflows/promotion/messages.ts';
import { trainingCompletedSignal } from '#workflows/training/messages.ts';
import { decisionsOf } from './decisions.ts';
import { deploymentId, type Flights, openFlights } from './flights.ts';
import { type Installation, openInstallation } from './installation.ts';
import { serveMeasurements } from './measurements.ts';
import { makePeople, type People } from './people.ts';

let installation: Installation;
let people: People;
let flights: Flights;
let stopMeasuring: () => Promise<void>;

beforeAll(async () => {
  installation = await openInstallation({ queues: 'core,training,archive' });
  people = await makePeople(installation.home);
  stopMeasuring = await serveMeasurements(installation);
  flights = await openFlights(installation, people);
}, 120_000);
afterAll(async () => {
  await stopMeasuring?.();
  await installation?.close();
});

const runOf = (id: string) => installation.client.workflow.getHandle(id);

/** Each trainer notes its process id here when it begins. */
const noteOf = (name: string) => join(installation.home, `${name}.begun`);
const begunBy = async (name: string) => (await readFile(noteOf(name), 'utf8')).trim().split('\n').map(Number);
const noting = (name: string, script: string) => `echo $$ >> '${noteOf(name)}'; ${script}`;

/** A trainer that hands its work to a service elsewhere, and waits. */
const delegating = (name: string) => ({ script: noting(name, 'exec sleep 600'), deadline: '5m', attempts: 2 });

/** What the service signals; the candidate's version follows from it. */
async function completionOf(name: string, key = name): Promise<TrainingCompletion> {
  const [model, metadata] = await Promise.all(
    ['onnx', 'json'].map((kind) => installation.artifacts.put(Buffer.from(`${name}.${kind}`))),
  );
  if (!model || !metadata) throw new RangeError('unreachable');
  return { key, model: model.digest, metadata: metadata.digest };
}
const promotionOf = ({ model: onnx, metadata }: TrainingCompletion) =>
  workflowId.promotion('lateness', shortDigest(digestOf({ onnx, metadata })));

/** Two people approve a candidate once it asks for them. */
async function approve(promotion: string): Promise<void> {
  const evidence = await vi.waitFor(
    async () => {
      const view = await runOf(promotion).query(promotionQuery);
      if (view.phase !== 'approval' || view.evidence === undefined) throw new Error(`it is ${view.phase}`);
      return view.evidence.digest;
    },
    { timeout: 30_000, interval: 200 },
  );
  for (const principal of ['ada', 'bob'] as const) {
    const statement = { promotion, evidence, verdict: 'approve', principal, at: Date.now() } as const;
    const answer = await sendApproval(installation.client, promotion, people.sign(statement, principal));
    expect(answer.code).toBe('APPROVAL_COUNTED');
  }
}

/** Which messages a run has got so far. */
async function messagesTo(id: string): Promise<string[]> {
  const { events } = await runOf(id).fetchHistory();
  return (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signal }) => signal?.signalName ?? []);
}

test('a trainer that completes twice: the first completion counts, another one is recorded and ignored', async () => {
  const one = await completionOf('one');
  const training = await flights.train(delegating('one'));
  await vi.waitFor(() => begunBy('one'), { timeout: 30_000, interval: 100 });
  const other = await completionOf('other');
  // The worker sleeps meanwhile, so that the training cannot end between them.
  const { pid } = installation.process('worker');
  process.kill(pid, 'SIGSTOP');
  for (const completion of [one, one, other]) await runOf(training).signal(trainingCompletedSignal, completion);
  process.kill(pid, 'SIGCONT');
  expect(await runOf(training).result()).toMatchObject({
    outcome: 'completed',
    code: 'TRAINING_COMPLETED',
    candidate: { onnx: one.model, metadata: one.metadata },
  });

  await approve(promotionOf(one));
  expect(await runOf(promotionOf(one)).result()).toMatchObject({ outcome: 'promoted', code: 'MODEL_PROMOTED' });
});

test('trainers that crash, hang or write rubbish: bounded attempts, a decision with a code, and the rollout that runs is not touched', async () => {
  const two = await completionOf('two');
  const rollout = promotionOf(two);
  const training = await flights.train(delegating('two'));
  await runOf(training).signal(trainingCompletedSignal, two);
  await runOf(training).result();
  await approve(rollout);
  const standing = async () => ({
    deployment: await runOf(deploymentId).query(deploymentQuery),
    promotion: await runOf(rollout).query(promotionQuery),
    messages: [await messagesTo(deploymentId), await messagesTo(rollout)],
  });
  await expect
    .poll(standing, { timeout: 30_000 })
    .toMatchObject({ deployment: { stage: 'shadow', slot: rollout }, promotion: { stage: 'shadow' } });
  const before = await standing();

  const rubbish =
    'head -c 100000 /dev/urandom > "$TIDEGATE_OUTPUT/model.onnx"; echo "{]" > "$TIDEGATE_OUTPUT/metadata.json"';
  const [crashing, hanging, writing] = [
    await flights.train({ script: noting('crash', 'echo boom >&2; exit 9'), deadline: '5m', attempts: 3 }),
    await flights.train({ script: noting('hang', 'exec sleep 600'), deadline: '2s', attempts: 2 }),
    await flights.train({ script: noting('rubbish', rubbish), deadline: '5m', attempts: 3 }),
  ];
  const results = await Promise.all([crashing, hanging, writing].map((id) => runOf(id).result()));
  expect(results).toMatchObject([
    { outcome: 'failed', code: 'TRAINER_FAILED' },
    { outcome: 'failed', code: 'TRAINER_TIMED_OUT' },
    { outcome: 'failed', code: 'TRAINER_OUTPUT_INVALID' },
  ]);
  // What is rubbish would be no better the next time.
  const attempts = await Promise.all(['crash', 'hang', 'rubbish'].map(begunBy));
  expect(attempts.map(({ length }) => length)).toEqual([3, 2, 1]);

  // The pipeline has heard of them, and began nothing.
  await expect
    .poll(async () => (await flights.view()).trainings.map(({ code }) => code), { timeout: 20_000 })
    .toEqual([
      'TRAINING_COMPLETED',
      'TRAINING_COMPLETED',
      'TRAINER_FAILED',
      'TRAINER_TIMED_OUT',
      'TRAINER_OUTPUT_INVALID',
    ]);
  expect((await flights.view()).promotions.map(({ id, outcome }) => [id, outcome])).toEqual([
    [expect.any(String), 'promoted'],
    [rollout, 'running'],
  ]);
  expect(await standing()).toEqual(before);
});

test('the decision log tells of each attempt, and of the completion that was ignored', async () => {
  const ids = (await flights.view()).trainings.map(({ id }) => id);
  const decisions = await decisionsOf(installation, ...ids);
  const [one, , crash, hang, rubbish] = ids.map((id) =>
    decisions
      .filter((decision) => decision.workflowId === id)
      .map(({ decision: { outcome, code } }) => `${outcome} ${code}`),
  );
  expect(one?.sort()).toEqual([
    'completed TRAINING_COMPLETED',
    'ignored TRAINING_COMPLETED_TWICE',
    'requested TRAINING_REQUESTED',
  ]);
  const failed = (code: string, attempts: number) => [
    'requested TRAINING_REQUESTED',
    ...Array<string>(attempts).fill(`attempt-failed ${code}`),
    `failed ${code}`,
  ];
  expect([crash, hang, rubbish]).toEqual([
    failed('TRAINER_FAILED', 3),
    failed('TRAINER_TIMED_OUT', 2),
    failed('TRAINER_OUTPUT_INVALID', 1),
  ]);
  const attempt = decisions.find(({ decision }) => decision.code === 'TRAINER_FAILED')?.decision;
  expect(attempt?.numbers).toEqual({ attempt: 1, exitCode: 9 });
  expect(String(await installation.artifacts.get(attempt?.evidence?.[0] ?? digestOf(null)))).toBe('boom\n');
});

test('no trainer outlives its training, also where a service completed it', async () => {
  const begun = (await Promise.all(['one', 'hang'].map(begunBy))).flat();
  expect(begun).toHaveLength(3);
  await expect
    .poll(() => begun.filter((pid) => identityOf(pid) !== undefined), { timeout: 40_000, interval: 200 })
    .toEqual([]);
});
