import type { z } from 'zod';
import { TidegateError } from './problem.ts';

/** The environment of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads variables by their schema; an empty one counts as absent. Throws `USAGE` whose `path` is the one at fault. */
export function readVariables<T extends z.ZodType>(schema: T, environment: Environment): z.output<T> {
  const parsed = schema.safeParse(Object.fromEntries(Object.entries(environment).filter(([, value]) => value)));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw misconfigured(String(issue?.path[0]), issue?.message ?? 'another value', environment);
}

/** What is wrong with a variable. A URL may hold a password, so what was observed is not repeated for one. */
export function misconfigured(variable: string, expected: string, environment: Environment): TidegateError {
  const observed = variable.endsWith('_URL') ? undefined : environment[variable];
  return new TidegateError({
    code: 'USAGE',
    message: `the environment variable ${variable} cannot be used; expected ${expected}`,
    path: variable,
    expected,
    ...(observed !== undefined && { observed }),
    remedy: `Correct or unset ${variable}.`,
  });
}
