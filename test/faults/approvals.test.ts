import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { ApprovalStatement } from '#contracts/approval.ts';
import type { Digest } from '#contracts/digest.ts';
import { taskQueues } from '#contracts/task-queues.ts';
import { workflowId } from '#contracts/window.ts';
import { digestOf } from '#domain/digest.ts';
import { candidateOf } from '#test/unit/domain/promotion/samples.ts';
import { type ApprovalAnswer, approveSignal, approveUpdate, stateQuery } from '#workflows/promotion/messages.ts';
import type { PromotionInput } from '#workflows/promotion/state.ts';
import { decisionsOf } from './decisions.ts';
import { type Installation, openInstallation } from './installation.ts';
import { modelGate, serveMeasurements } from './measurements.ts';
import { makePeople, type People } from './people.ts';

const candidate = candidateOf('0a1b2c3d4e5f');
const id = workflowId.promotion(candidate.model, candidate.version);

let installation: Installation;
let people: People;
let stopMeasuring: () => Promise<void>;
let evidence: Digest;

/** The real `promotion` workflow on a real server, with one candidate that waits for people. */
beforeAll(async () => {
  installation = await openInstallation({ queues: 'core,archive' });
  people = await makePeople(installation.home);
  stopMeasuring = await serveMeasurements(installation);
  const input: PromotionInput = {
    pipeline: 'flight-delay',
    environment: 'production',
    candidate,
    champion: null,
    spec: candidate.spec,
    gate: modelGate,
    policy: {
      approvals: {
        quorum: 2,
        roles: ['ml-lead', 'risk'],
        separationOfDuties: true,
        deadline: 86_400_000,
        onTimeout: 'reject',
      },
      stages: [{ shadow: { panes: 1 } }],
      analysis: { margin: 0.02, alpha: 0.05, looks: 10, minLabels: 200 },
    },
    principals: people.principals,
    excluded: ['lin'],
    maxMissing: 0.1,
  };
  await installation.client.workflow.start('promotion', { workflowId: id, taskQueue: taskQueues.core, args: [input] });
  evidence = await vi.waitFor(awaited, { timeout: 30_000, interval: 200 });
}, 120_000);
afterAll(async () => {
  await stopMeasuring?.();
  await installation?.close();
});

const promotion = () => installation.client.workflow.getHandle(id);
const update = (envelope: unknown) => promotion().executeUpdate(approveUpdate, { args: [envelope] });

/** The evidence that the promotion asks people to sign. */
async function awaited(): Promise<Digest> {
  const view = await promotion().query(stateQuery);
  if (view.phase !== 'approval' || view.evidence === undefined) throw new Error(`it is ${view.phase}`);
  return view.evidence.digest as Digest;
}

const statementOf = (principal: string, more: Partial<ApprovalStatement> = {}): ApprovalStatement => ({
  promotion: id,
  evidence,
  verdict: 'approve',
  principal,
  at: Date.UTC(2013, 4, 1),
  ...more,
});

/** Approvals that do not count, with who is proved to have signed. */
const unfit = (): readonly (readonly [code: string, actor: string | undefined, envelope: unknown])[] => [
  ['APPROVAL_UNSIGNED', undefined, { statement: statementOf('bob') }],
  ['APPROVAL_SIGNATURE_INVALID', undefined, people.sign(statementOf('bob'), 'eve')],
  ['APPROVAL_PRINCIPAL_UNKNOWN', undefined, people.sign(statementOf('eve'), 'eve')],
  ['APPROVAL_NOT_INDEPENDENT', 'lin', people.sign(statementOf('lin'), 'lin')],
  ['APPROVAL_EVIDENCE_MISMATCH', 'bob', people.sign(statementOf('bob', { evidence: digestOf('other') }), 'bob')],
  ['APPROVAL_EVIDENCE_MISMATCH', 'bob', people.sign(statementOf('bob', { promotion: 'promotion/x/1' }), 'bob')],
  ['APPROVAL_REPEATED', 'ada', people.sign(statementOf('ada'), 'ada')],
  ['MESSAGE_REFUSED', undefined, 'approve'],
];

test('approvals that do not count are refused, by signal as by update, and the promotion waits on', async () => {
  expect(await update(people.sign(statementOf('ada'), 'ada'))).toEqual({
    outcome: 'counted',
    code: 'APPROVAL_COUNTED',
  });
  const answers: ApprovalAnswer[] = [];
  for (const [, , envelope] of unfit()) {
    await promotion().signal(approveSignal, envelope);
    answers.push(await update(envelope));
  }
  expect(answers).toEqual(unfit().map(([code]) => ({ outcome: 'refused', code })));
  expect(await promotion().query(stateQuery)).toMatchObject({
    phase: 'approval',
    approvals: [{ principal: 'ada', role: 'ml-lead' }],
    missingRoles: ['risk'],
  });
});

test('what was counted makes the quorum; what comes afterwards is not awaited', async () => {
  const fit = people.sign(statementOf('bob'), 'bob');
  await promotion().signal(approveSignal, fit);
  await expect.poll(async () => (await promotion().query(stateQuery)).phase, { timeout: 20_000 }).toBe('queued');
  expect(await update(fit)).toEqual({ outcome: 'refused', code: 'APPROVAL_NOT_AWAITED' });
});

test('each of them stands in the decision log, once for each door', async () => {
  const decisions = (await decisionsOf(installation, id)).map(({ decision }) => decision);
  const told = decisions.filter(({ kind, code }) => kind === 'approval' && code !== 'APPROVAL_REQUESTED');
  const refused = unfit().flatMap(([code, actor, envelope]) => {
    const refusal = { outcome: 'refused', code, actor, about: digestOf(envelope), counted: 1 };
    return [refusal, refusal];
  });
  const about = (person: 'ada' | 'bob') => digestOf(people.sign(statementOf(person), person));
  expect(
    told.map(({ outcome, code, actor, inputs, numbers }) => ({
      outcome,
      code,
      actor,
      about: inputs?.[0],
      counted: numbers?.counted,
    })),
  ).toEqual([
    { outcome: 'counted', code: 'APPROVAL_COUNTED', actor: 'ada', about: about('ada'), counted: 1 },
    ...refused,
    { outcome: 'counted', code: 'APPROVAL_COUNTED', actor: 'bob', about: about('bob'), counted: 2 },
    { outcome: 'quorum', code: 'APPROVAL_QUORUM', actor: undefined, about: undefined, counted: 2 },
    { outcome: 'refused', code: 'APPROVAL_NOT_AWAITED', actor: 'bob', about: about('bob'), counted: 2 },
  ]);
});
