import type { TrainingCompletion, TrainingFailure } from '#contracts/training.ts';

/** Why an attempt gave no model. */
export type Failure = Omit<TrainingFailure, 'key'>;

/** How far the attempts of one training are; plain JSON. */
export interface Attempts {
  /** How many there may be. */
  readonly most: number;
  /** The one that runs, from 1; 0 before the first. */
  readonly attempt: number;
  /** What its attempts said of failing, by their keys. */
  readonly failures: Readonly<Record<string, Failure>>;
  /** The first model that came. */
  readonly completion?: TrainingCompletion;
}

export type AttemptEvent =
  | { readonly kind: 'begin' }
  /** What a trainer says, whenever it comes: an attempt that was given up may still complete the training. */
  | { readonly kind: 'completed'; readonly completion: TrainingCompletion }
  | { readonly kind: 'failed'; readonly failure: TrainingFailure }
  /** The attempt that ran is over, or its deadline has passed. */
  | { readonly kind: 'over' };

export type AttemptEffect =
  | { readonly kind: 'run'; readonly attempt: number }
  /** A second model came: it is not taken. */
  | { readonly kind: 'ignored'; readonly completion: TrainingCompletion }
  | { readonly kind: 'attemptFailed'; readonly attempt: number; readonly failure: Failure }
  | { readonly kind: 'completed'; readonly completion: TrainingCompletion; readonly attempts: number }
  | { readonly kind: 'failed'; readonly code: Failure['code']; readonly attempts: number };

type Step = readonly [Attempts, readonly AttemptEffect[]];

export const noAttempt = (most: number): Attempts => ({ most, attempt: 0, failures: {} });

/** One step of a training's attempts: the next state, and what follows, in order. After `begin` and `over` that ends with another run, or with the end. */
export function advance(state: Attempts, event: AttemptEvent): Step {
  switch (event.kind) {
    case 'begin':
      return next(state);
    case 'completed':
      return complete(state, event.completion);
    case 'failed': {
      const { key, ...failure } = event.failure;
      return key in state.failures ? [state, []] : [{ ...state, failures: { ...state.failures, [key]: failure } }, []];
    }
    case 'over':
      return state.completion ? next(state) : fail(state);
  }
}

/** Whether nothing more need come of the attempt that runs. */
export const isSettled = ({ completion, failures, attempt }: Attempts): boolean =>
  completion !== undefined || attempt in failures;

function complete(state: Attempts, completion: TrainingCompletion): Step {
  if (!state.completion) return [{ ...state, completion }, []];
  return [state, completion.key === state.completion.key ? [] : [{ kind: 'ignored', completion }]];
}

function next(state: Attempts): Step {
  const { completion } = state;
  if (completion) return [state, [{ kind: 'completed', completion, attempts: state.attempt }]];
  const attempt = state.attempt + 1;
  return [{ ...state, attempt }, [{ kind: 'run', attempt }]];
}

/** One that said nothing ran out of time. */
function fail(state: Attempts): Step {
  const { attempt, most, failures } = state;
  const failure: Failure = failures[attempt] ?? { code: 'TRAINER_TIMED_OUT', retryable: true };
  const failed: AttemptEffect = { kind: 'attemptFailed', attempt, failure };
  if (!failure.retryable || attempt >= most)
    return [state, [failed, { kind: 'failed', code: failure.code, attempts: attempt }]];
  const [after, effects] = next(state);
  return [after, [failed, ...effects]];
}
