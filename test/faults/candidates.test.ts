import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendApproval } from '#client/temporal/approvals.ts';
import type { ApprovalStatement } from '#contracts/approval.ts';
import type { DecisionKind } from '#contracts/decision.ts';
import { Digest, shortDigest } from '#contracts/digest.ts';
import { workflowId } from '#contracts/ids/workflow-ids.ts';
import type { TrainingCompletion } from '#contracts/training.ts';
import { approvalDecision } from '#domain/decisions/approval.ts';
import { digestOf } from '#domain/digest.ts';
import { identityOf } from '#local/process-identity.ts';
import { deploymentId, type Flights, openFlights } from '#test/support/data/flights.ts';
import { eventually } from '#test/support/eventually.ts';
import { makePeople, type PersonName } from '#test/support/people.ts';
import { decisionsOf } from '#test/support/replayed-log.ts';
import { type Installation, openInstallation } from '#test/support/site/installation.ts';
import { serveMeasurements } from '#test/support/site/measurements.ts';
import { stateQuery as deploymentQuery } from '#workflows/deployment/messages.ts';
import {
  type ApprovalAnswer,
  approveSignal,
  approveUpdate,
  stateQuery as promotionQuery,
} from '#workflows/promotion/messages.ts';
import { trainingCompletedSignal } from '#workflows/training/messages.ts';

// One installation for all: the candidates of one test are the champions of the next.
let installation: Installation;
const people = makePeople();
let flights: Flights;
let stopMeasuring: () => Promise<void>;

beforeAll(async () => {
  installation = await openInstallation({ queues: 'core,training,archive' });
  stopMeasuring = await serveMeasurements(installation);
  flights = await openFlights(installation, people);
});
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

/** The evidence that a promotion asks people to sign. */
const evidenceOf = (promotion: string): Promise<Digest> =>
  eventually(async () => {
    const view = await runOf(promotion).query(promotionQuery);
    expect(view.phase).toBe('approval');
    return Digest.parse(view.evidence?.digest);
  });

/** What somebody would say of a candidate. */
const statementOf = (
  promotion: string,
  evidence: Digest,
  principal: string,
  more: Partial<ApprovalStatement> = {},
): ApprovalStatement => ({ promotion, evidence, verdict: 'approve', principal, at: Date.UTC(2013, 4, 1), ...more });

/** Two people approve a candidate once it asks for them. */
async function approve(promotion: string): Promise<void> {
  const evidence = await evidenceOf(promotion);
  for (const principal of ['ada', 'bob'] as const) {
    const envelope = people.sign(statementOf(promotion, evidence, principal), principal);
    const answer = await sendApproval(installation.client, promotion, envelope);
    expect(answer.code).toBe('APPROVAL_COUNTED');
  }
}

/** Approvals that do not count once Ada's was counted, with who is proved to have signed. */
function unfit(promotion: string, evidence: Digest) {
  const by = (principal: PersonName, more: Partial<ApprovalStatement> = {}, signer: PersonName = principal) =>
    people.sign(statementOf(promotion, evidence, principal, more), signer);
  return [
    ['APPROVAL_UNSIGNED', undefined, { statement: statementOf(promotion, evidence, 'bob') }],
    ['APPROVAL_SIGNATURE_INVALID', undefined, by('bob', {}, 'eve')],
    ['APPROVAL_PRINCIPAL_UNKNOWN', undefined, by('eve')],
    ['APPROVAL_NOT_INDEPENDENT', 'lin', by('lin')],
    ['APPROVAL_EVIDENCE_MISMATCH', 'bob', by('bob', { evidence: digestOf('other') })],
    ['APPROVAL_EVIDENCE_MISMATCH', 'bob', by('bob', { promotion: 'promotion/x/1' })],
    ['APPROVAL_REPEATED', 'ada', by('ada')],
    ['MESSAGE_REFUSED', undefined, 'approve'],
  ] as const;
}

/** Which messages a run has got so far. */
async function messagesTo(id: string): Promise<string[]> {
  const { events } = await runOf(id).fetchHistory();
  return (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signal }) => signal?.signalName ?? []);
}

test('a trainer that completes twice: the first completion counts, another one is recorded and ignored', async () => {
  const one = await completionOf('one');
  const training = await flights.train(delegating('one'));
  await eventually(() => begunBy('one'));
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
});

test('approvals that do not count are refused, by signal as by update; the promotion waits on, and takes those that do', async () => {
  const promotion = promotionOf(await completionOf('one'));
  const evidence = await evidenceOf(promotion);
  const update = (envelope: unknown) => runOf(promotion).executeUpdate(approveUpdate, { args: [envelope] });
  const ada = people.sign(statementOf(promotion, evidence, 'ada'), 'ada');
  expect(await update(ada)).toEqual({ outcome: 'counted', code: 'APPROVAL_COUNTED' });
  const answers: ApprovalAnswer[] = [];
  for (const [, , envelope] of unfit(promotion, evidence)) {
    await runOf(promotion).signal(approveSignal, envelope);
    answers.push(await update(envelope));
  }
  expect(answers).toEqual(unfit(promotion, evidence).map(([code]) => ({ outcome: 'refused', code })));
  expect(await runOf(promotion).query(promotionQuery)).toMatchObject({
    phase: 'approval',
    approvals: [{ principal: 'ada', role: 'ml-lead' }],
    missingRoles: ['risk'],
  });

  await runOf(promotion).signal(approveSignal, people.sign(statementOf(promotion, evidence, 'bob'), 'bob'));
  expect(await runOf(promotion).result()).toMatchObject({ outcome: 'promoted', code: 'MODEL_PROMOTED' });
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
  await eventually(async () =>
    expect(await standing()).toMatchObject({
      deployment: { stage: 'shadow', slot: rollout },
      promotion: { stage: 'shadow' },
    }),
  );
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
  const codes = [
    'TRAINING_COMPLETED',
    'TRAINING_COMPLETED',
    'TRAINER_FAILED',
    'TRAINER_TIMED_OUT',
    'TRAINER_OUTPUT_INVALID',
  ];
  await eventually(async () => expect((await flights.view()).trainings.map(({ code }) => code)).toEqual(codes));
  expect((await flights.view()).promotions.map(({ id, outcome }) => [id, outcome])).toEqual([
    [expect.any(String), 'promoted'],
    [rollout, 'running'],
  ]);
  expect(await standing()).toEqual(before);
});

test('the decision logs tell of each attempt, of the completion that was ignored, and of each approval', async () => {
  const trainings = (await flights.view()).trainings.map(({ id }) => id);
  const promotion = promotionOf(await completionOf('one'));
  const recorded = await decisionsOf(installation, ...trainings, promotion);
  const of = (id: string) =>
    recorded.filter(({ workflowId: decider }) => decider === id).map(({ decision }) => decision);
  const said = (id: string, which: DecisionKind) =>
    of(id).flatMap(({ kind, outcome, code }) => (kind === which ? [`${outcome} ${code}`] : []));
  const [one, , crash, hang, rubbish] = trainings.map((id) => said(id, 'training'));
  for (const id of trainings) expect(said(id, 'gate')).toEqual(['pass GATE_PASSED']);
  expect(one?.sort()).toEqual([
    'begun TRAINING_REQUESTED',
    'completed TRAINING_COMPLETED',
    'ignored TRAINING_COMPLETED_TWICE',
  ]);
  const failed = (code: string, attempts: number) => [
    'begun TRAINING_REQUESTED',
    ...Array<string>(attempts).fill(`attempt-failed ${code}`),
    `failed ${code}`,
  ];
  expect([crash, hang, rubbish]).toEqual([
    failed('TRAINER_FAILED', 3),
    failed('TRAINER_TIMED_OUT', 2),
    failed('TRAINER_OUTPUT_INVALID', 1),
  ]);
  const attempt = recorded.find(({ decision }) => decision.code === 'TRAINER_FAILED')?.decision;
  expect(attempt?.numbers).toEqual({ attempt: 1, exitCode: 9 });
  expect(String(await installation.artifacts.get([attempt?.evidence?.log].flat()[0] ?? digestOf(null)))).toBe('boom\n');

  const approvals = of(promotion).filter(({ kind }) => kind === 'approval');
  const evidence = (approvals[0] && approvalDecision.read(approvals[0])?.evidence.toSign) ?? digestOf(null);
  const told = approvals.map(({ outcome, code, actor, inputs, numbers }) => ({
    said: `${outcome} ${code}`,
    actor,
    about: inputs?.envelope,
    counted: numbers?.counted,
  }));
  const about = (person: PersonName) => digestOf(people.sign(statementOf(promotion, evidence, person), person));
  expect(told).toEqual([
    { said: 'requested APPROVAL_REQUESTED', actor: undefined, about: undefined, counted: undefined },
    { said: 'counted APPROVAL_COUNTED', actor: 'ada', about: about('ada'), counted: 1 },
    // Once for each door.
    ...unfit(promotion, evidence).flatMap(([code, actor, envelope]) => {
      const refusal = { said: `refused ${code}`, actor, about: digestOf(envelope), counted: 1 };
      return [refusal, refusal];
    }),
    { said: 'counted APPROVAL_COUNTED', actor: 'bob', about: about('bob'), counted: 2 },
    { said: 'quorum APPROVAL_QUORUM', actor: undefined, about: undefined, counted: 2 },
  ]);
});

test('no trainer outlives its training, also where a service completed it', async () => {
  const begun = (await Promise.all(['one', 'hang'].map(begunBy))).flat();
  expect(begun).toHaveLength(3);
  await eventually(() => expect(begun.filter((pid) => identityOf(pid) !== undefined)).toEqual([]));
});
