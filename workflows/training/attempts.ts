import { CancellationScope, condition, workflowInfo } from '@temporalio/workflow';
import type { Digest } from '#contracts/digest.ts';
import { trainingDecision } from '#domain/decisions/training.ts';
import { type AttemptEffect, type AttemptEvent, advance, isSettled } from '#domain/training/attempts.ts';
import { decide } from '../run/decision-log.ts';
import { trainingActivities } from '../run/policies.ts';
import { idOf, type TrainingState } from './state.ts';

/** How the attempts ended: with a model, or with the reason why there is none. */
type End = Extract<AttemptEffect, { kind: 'completed' | 'failed' }>;

/** Runs the trainer until it delivers a model, or until no attempts are left. */
export async function train(state: TrainingState, trainingSet: Digest): Promise<End> {
  let event: AttemptEvent = { kind: 'begin' };
  for (;;) {
    const next = step(state, event);
    if (next?.kind === 'completed' || next?.kind === 'failed') return next;
    if (next?.kind === 'run') await runOnce(state, trainingSet, next.attempt);
    event = { kind: 'over' };
  }
}

/** Applies an attempt's result to the state, and returns what to do next. */
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

/** Runs the trainer once. Ends when the trainer signals, or 30 seconds after the deadline. */
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
  // The launcher has ended, but the trainer's signal may not have arrived yet: wait up to 10 seconds more.
  if (ended) await condition(settled, 10_000);
  scope.cancel();
  await running;
}
