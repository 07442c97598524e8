import { describe, expect, test } from 'vitest';
import type { TrainingActivities } from '#activities/training/port.ts';
import type { LabelledRows, TrainingFailure } from '#contracts/training.ts';
import { digestOf } from '#domain/digest.ts';
import { requestOf } from '#test/support/data/trainings.ts';
import { openWorkflowSite } from '#test/support/site/workflows.ts';
import { trainingCompletedSignal, trainingFailedSignal } from '#workflows/training/messages.ts';
import type { TrainingInput, TrainingResult } from '#workflows/training/state.ts';

/** Rows by part, and what each attempt says; by model. */
const labelled: Record<string, Partial<Record<'training' | 'holdout', number>>> = { holdout: { holdout: 89 } };
const says: Record<string, (string | TrainingFailure['code'])[]> = {
  holdout: ['completes'],
  second: ['TRAINER_FAILED', 'completes'],
  never: ['TRAINER_FAILED', 'TRAINER_OUTPUT_INVALID'],
  twice: ['completes twice'],
};
const rows = (count = 100): LabelledRows => ({ data: digestOf('rows'), rows: 100, labelled: count, positives: 10 });

const training: TrainingActivities = {
  async assembleTrainingSet({ request }) {
    const of = labelled[request.model] ?? {};
    const parts = { training: rows(of.training), holdout: rows(of.holdout) };
    const set = { request: digestOf(request), features: ['a'], label: 'late', entityKey: 'id', ...parts };
    return { digest: digestOf(set), set };
  },
  async runTrainer({ workflowId, attempt }) {
    const handle = site.client.workflow.getHandle(workflowId);
    const said = says[workflowId.split('-')[0]?.slice('training/'.length) ?? '']?.[attempt - 1] ?? '';
    const key = String(attempt);
    if (said.startsWith('completes'))
      await handle.signal(trainingCompletedSignal, { key, model: digestOf(key), metadata: digestOf([key]) });
    else await handle.signal(trainingFailedSignal, { key, code: said as TrainingFailure['code'], retryable: true });
    if (said === 'completes twice')
      await handle.signal(trainingCompletedSignal, { key: 'other', model: digestOf('other'), metadata: digestOf([]) });
  },
};
const site = await openWorkflowSite({ training });

async function train(model: string) {
  const pipeline = await site.neighbour(`pipeline/${model}`);
  const request = requestOf(model, model);
  const id = `training/${model}-run`;
  const input: TrainingInput = { request, deadline: 60_000, attempts: 2, maxMissing: 0.1 };
  const { outcome, code, candidate }: TrainingResult = await (await site.start('training', id, input)).result();
  const told = await pipeline.told('trainingDecided');
  expect(told).toEqual([{ request: digestOf(request), outcome, code, ...(candidate && { candidate }) }]);
  return { code, candidate, decided: site.decisions(id).map((decision) => decision.code), id };
}

describe.concurrent('a training', () => {
  test('is refused where the held-out part lacks labels, though the part to train on has them all', async () => {
    const { code, decided } = await train('holdout');
    expect([code, decided]).toEqual(['TRAINING_LABELS_MISSING', ['TRAINING_LABELS_MISSING']]);
  });

  test('gives a candidate by the second attempt, after the first failed', async () => {
    const { code, candidate, decided, id } = await train('second');
    expect(code).toBe('TRAINING_COMPLETED');
    expect(candidate).toMatchObject({ onnx: digestOf('2'), requestedBy: 'ada' });
    expect(decided).toEqual(['TRAINING_REQUESTED', 'TRAINER_FAILED', 'TRAINING_COMPLETED']);
    await site.replaysAlike(id);
  });

  test('ends with the failure of its last attempt', async () => {
    const { code, decided } = await train('never');
    expect(code).toBe('TRAINER_OUTPUT_INVALID');
    expect(decided).toEqual([
      'TRAINING_REQUESTED',
      'TRAINER_FAILED',
      'TRAINER_OUTPUT_INVALID',
      'TRAINER_OUTPUT_INVALID',
    ]);
  });

  test('takes the first of two models', async () => {
    const { candidate, decided } = await train('twice');
    expect(candidate?.onnx).toBe(digestOf('1'));
    expect(decided.filter((code) => code === 'TRAINING_COMPLETED')).toHaveLength(1);
  });
});
