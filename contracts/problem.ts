import { z } from 'zod';
import { Code, codes } from './codes.ts';
import { ContractBreak } from './contract.ts';

/**
 * A refusal that a person or program can act on: a stable code, what was observed, what was expected, what to do next.
 *
 * It is the body of an RFC 9457 answer at the gateway, the last lines of a failed command, and the details of an
 * `ApplicationFailure` in a workflow.
 */
export const Problem = z.object({
  code: Code,
  message: z.string(),
  /** Where in the input: `sources.flights.eventTime`, `data.minTime`, `pipeline.yaml:12`. */
  path: z.string().optional(),
  observed: z.string().optional(),
  expected: z.string().optional(),
  /** What to do next, as an instruction. */
  remedy: z.string().optional(),
  /** Of `CONTRACT_BREAKING`: each difference that breaks. */
  breaks: z.array(ContractBreak).optional(),
});
export type Problem = z.infer<typeof Problem>;

/** A problem with the texts of the registry, for when nothing more is known. */
export const problemOf = (code: Code, message: string = codes[code].cause): Problem => ({
  code,
  message,
  remedy: codes[code].remedy,
});

/** A {@link Problem} that is thrown, by code that cannot return it. */
export class TidegateError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem, options?: { cause?: unknown }) {
    super(`${problem.code}: ${problem.message}`, options);
    this.name = 'TidegateError';
    this.problem = problem;
  }
}

/** A value, or the problems because of which there is none. */
export type Result<T, P = Problem[]> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: P };

export const succeed = <T>(value: T): Result<T, never> => ({ ok: true, value });
export const refuse = (...problems: Problem[]): Result<never> => ({ ok: false, problems });

/** The value of a result; throws its first problem where there is none. */
export function valueOrThrow<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  const [first] = result.problems;
  throw new TidegateError(first ?? { code: 'INTERNAL', message: 'refused without a problem' });
}
