import { setTimeout as sleep } from 'node:timers/promises';
import { problemOfFailure } from '#client/temporal/failures.ts';
import { TidegateError } from '#contracts/problem.ts';

const pollMs = 200;
/** An alarm: many times what anything takes on a busy machine. Whoever watches sees what is waited for, and may stop. */
const withinMs = 300_000;

/** What is waited for, for a person who watches. */
export interface Waiting {
  readonly what: string;
  readonly onWait?: (line: string) => void;
}

/**
 * Asks again and again until there is an answer; what does not answer meanwhile (a killed server, a worker that starts) is
 * asked again too.
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
