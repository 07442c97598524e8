import { setTimeout as sleep } from 'node:timers/promises';
import { problemOfFailure } from '#client/temporal/failures.ts';
import { TidegateError } from '#contracts/problem.ts';

const pollMs = 200;
/**
 * The time limit in milliseconds, many times longer than any step takes on a busy machine. A person who watches may
 * stop earlier.
 */
const withinMs = 300_000;

/** What is waited for, as shown to a person. */
export interface Waiting {
  readonly what: string;
  readonly onWait?: (line: string) => void;
}

/**
 * Calls `ask` until it returns a value. Goes on if a service does not answer, such as a killed server or a worker that
 * starts.
 *
 * @throws `WORKER_UNAVAILABLE` when the time is over
 */
export async function until<T>({ what, onWait }: Waiting, ask: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + withinMs;
  let last = 'no answer';
  while (Date.now() < end) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
      last = 'not yet';
    } catch (error) {
      const problem = problemOfFailure(error);
      if (problem === undefined) throw error;
      last = problem.code;
    }
    onWait?.(what);
    await sleep(pollMs);
  }
  throw new TidegateError({
    code: 'WORKER_UNAVAILABLE',
    message: `${what} did not happen within ${withinMs / 1000} s`,
    observed: last,
    remedy: 'See the logs in the state home.',
  });
}
