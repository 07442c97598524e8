import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TrainingCompletion, TrainingFailure } from '#contracts/training.ts';
import { digestOf } from '#domain/digest.ts';
import {
  type AttemptEffect,
  type AttemptEvent,
  type Attempts,
  advance,
  isSettled,
  noAttempt,
} from '#domain/training/attempts.ts';

const completionOf = (key: string): TrainingCompletion => ({ key, model: digestOf(key), metadata: digestOf([key]) });
const begins: AttemptEvent = { kind: 'begin' };
const over: AttemptEvent = { kind: 'over' };
const completes = (key: string): AttemptEvent => ({ kind: 'completed', completion: completionOf(key) });
const fails = (key: string, retryable = true): AttemptEvent => ({
  kind: 'failed',
  failure: { key, code: 'TRAINER_FAILED', exitCode: 1, retryable },
});

function told(effect: AttemptEffect): string {
  switch (effect.kind) {
    case 'run':
      return `run ${effect.attempt}`;
    case 'ignored':
      return `ignored ${effect.completion.key}`;
    case 'attemptFailed':
      return `attempt ${effect.attempt} ${effect.failure.code}`;
    case 'completed':
      return `completed by ${effect.completion.key}, attempts ${effect.attempts}`;
    case 'failed':
      return `${effect.code}, attempts ${effect.attempts}`;
  }
}

function play(events: readonly AttemptEvent[], most = 2): { state: Attempts; effects: string[] } {
  const effects: string[] = [];
  let state = noAttempt(most);
  for (const event of events) {
    const [next, more] = advance(state, event);
    state = next;
    effects.push(...more.map(told));
  }
  return { state, effects };
}

describe('the attempts of a training', () => {
  test.each<[string, AttemptEvent[], string[]]>([
    ['the first completes', [begins, completes('1'), over], ['run 1', 'completed by 1, attempts 1']],
    [
      'the second completes',
      [begins, fails('1'), over, completes('2'), over],
      ['run 1', 'attempt 1 TRAINER_FAILED', 'run 2', 'completed by 2, attempts 2'],
    ],
    [
      'the first completes after it was given up',
      [begins, over, completes('1'), over],
      ['run 1', 'attempt 1 TRAINER_TIMED_OUT', 'run 2', 'completed by 1, attempts 2'],
    ],
    [
      'all fail',
      [begins, fails('1'), over, fails('2'), over],
      ['run 1', 'attempt 1 TRAINER_FAILED', 'run 2', 'attempt 2 TRAINER_FAILED', 'TRAINER_FAILED, attempts 2'],
    ],
    [
      'one fails for good',
      [begins, fails('1', false), over],
      ['run 1', 'attempt 1 TRAINER_FAILED', 'TRAINER_FAILED, attempts 1'],
    ],
    [
      'the first says late that it failed for good',
      [begins, over, fails('1', false), over],
      ['run 1', 'attempt 1 TRAINER_TIMED_OUT', 'run 2', 'attempt 2 TRAINER_TIMED_OUT', 'TRAINER_TIMED_OUT, attempts 2'],
    ],
    [
      'one fails, and completes all the same',
      [begins, fails('1'), completes('1'), over],
      ['run 1', 'completed by 1, attempts 1'],
    ],
    ['a model came before', [completes('0'), begins], ['completed by 0, attempts 0']],
    [
      'a second model comes, and the first again',
      [begins, completes('1'), completes('1'), completes('2'), over],
      ['run 1', 'ignored 2', 'completed by 1, attempts 1'],
    ],
    ['the same failure comes twice', [begins, fails('1'), fails('1', false)], ['run 1']],
  ])('%s', (_, events, expected) => expect(play(events).effects).toEqual(expected));

  test('one is settled by its own failure or by any model', () => {
    expect(
      [[begins], [begins, fails('2')], [begins, fails('1')], [begins, completes('2')]].map((events) =>
        isSettled(play(events).state),
      ),
    ).toEqual([false, false, true, true]);
  });
});

test('any order of signals ends in the first model that came, or in as many failures as there may be attempts', () => {
  const anyKey = fc.constantFrom('1', '2', '3', '4');
  const anySignal = fc.oneof(
    anyKey.map(completes),
    fc.tuple(anyKey, fc.boolean()).map(([key, retryable]) => fails(key, retryable)),
  );
  const anyRuns = fc.array(fc.array(anySignal, { maxLength: 3 }), { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), anyRuns, (most, signalsByRun) => {
      const came: AttemptEvent[] = [];
      const failures: TrainingFailure[] = [];
      let [state, effects] = advance(noAttempt(most), begins);
      for (let run = 1; effects.at(-1)?.kind === 'run'; run += 1) {
        expect(effects.at(-1)).toEqual({ kind: 'run', attempt: run });
        expect(run).toBeLessThanOrEqual(most);
        for (const signal of signalsByRun[run - 1] ?? []) {
          came.push(signal);
          if (signal.kind === 'failed') failures.push(signal.failure);
          [state] = advance(state, signal);
        }
        [state, effects] = advance(state, over);
      }
      const first = came.find((event) => event.kind === 'completed');
      const end = effects.at(-1);
      if (first) expect(end).toMatchObject({ kind: 'completed', completion: first.completion });
      else {
        const own = failures.find(({ key }) => key === String(state.attempt));
        expect(end).toEqual({ kind: 'failed', code: own?.code ?? 'TRAINER_TIMED_OUT', attempts: state.attempt });
        expect(state.attempt === most || own?.retryable === false).toBe(true);
      }
    }),
  );
});
