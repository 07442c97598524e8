import { CancellationScope, condition, workflowInfo } from '@temporalio/workflow';
import type { Digest } from '#contracts/digest.ts';
import { trainingDecision } from '#domain/decisions/training.ts';
import { type AttemptEffect, type AttemptEvent, advance, isSettled } from '#domain/training/attempts.ts';
import { decide } from '../run/decision-log.ts';
import { trainingActivities } from '../run/policies.ts';
import { idOf, type TrainingState } from './state.ts';

/** How the attempts ended: with a model, or with why there is none. */
type End = Extract<AttemptEffect, { kind: 'completed' | 'failed' }>;

/** Has the trainer try until a model comes, or as often as it may. */
export async function train(state: TrainingState, trainingSet: Digest): Promise<End> {
  let event: AttemptEvent = { kind: 'begin' };
  for (;;) {
    const next = step(state, event);
    if (next?.kind === 'completed' || next?.kind === 'failed') return next;
    if (next?.kind === 'run') await runOnce(state, trainingSet, next.attempt);
    event = { kind: 'over' };
  }
}

/** Takes in what came of an attempt; answers what comes next. */
export function step(state: TrainingState, event: AttemptEvent): AttemptEffect | undefined {
  const [attempts, effects] = advance(state.attempts, event);
  state.attempts = attempts;
  for (const effect of effects) record(state, effect);
  return effects.at(-1);
}

function record({ input }: TrainingState, effect: AttemptEffect): void {
  const about = idOf(input.request);
  if (effect.kind === 'ignored')
    decide(
      trainingDecision.draft({
        about,
        outcome: 'ignored',
        code: 'TRAINING_COMPLETED_TWICE',
        inputs: { model: effect.completion.model },
      }),
    );
  if (effect.kind === 'attemptFailed') {
    const { attempt, failure } = effect;
    decide(
      trainingDecision.draft({
        about,
        outcome: 'attempt-failed',
        code: failure.code,
        numbers: { attempt, exitCode: failure.exitCode },
        evidence: { log: failure.log },
      }),
    );
  }
  if (effect.kind === 'failed')
    decide(
      trainingDecision.draft({
        about,
        outcome: 'failed',
        code: effect.code,
        numbers: { attempts: effect.attempts },
      }),
    );
}

/** Runs the trainer once; over by its signal, or by the deadline with half a minute of grace. */
async function runOnce(state: TrainingState, trainingSet: Digest, attempt: number): Promise<void> {
  const { request, input } = state;
  const { deadline } = input;
  const run = { request, trainingSet, attempt, workflowId: workflowInfo().workflowId, deadline };
  const scope = new CancellationScope();
  let ended = false;
  const running = scope
    .run(() => trainingActivities(deadline).runTrainer(run))
    .catch(() => undefined)
    .then(() => {
      ended = true;
    });
  const settled = () => isSettled(state.attempts);
  await condition(() => settled() || ended, deadline + 30_000);
  // The trainer's signal may still be on its way when its launcher has ended.
  if (ended) await condition(settled, 10_000);
  scope.cancel();
  await running;
}
