import type { Code } from '#contracts/codes.ts';
import { Problem, problemOf, type Result, refuse, succeed } from '#contracts/problem.ts';
import { problemOfFailure } from './failures.ts';

/**
 * The result of an attempt: its value, or the problem that it threw.
 *
 * @param code the code of an attempt that does not end in time or throws an unknown error
 */
export async function attempted<T>(code: Code, withinMs: number, attempt: () => Promise<T>): Promise<Result<T>> {
  const late = Promise.withResolvers<never>();
  const timeout = setTimeout(() => late.reject(problemOf(code, 'no answer in time')), withinMs);
  try {
    return succeed(await Promise.race([attempt(), late.promise]));
  } catch (error) {
    const thrown = Problem.safeParse(error);
    return refuse(thrown.success ? thrown.data : (problemOfFailure(error) ?? problemOf(code, String(error))));
  } finally {
    clearTimeout(timeout);
  }
}
