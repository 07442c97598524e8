import type { Context } from 'hono';
import type { z } from 'zod';
import type { CodeName } from '#contracts/codes.ts';
import { meaning } from '#contracts/misnamed.ts';
import { present } from '#contracts/present.ts';
import { type Problem, problemOf, TidegateError } from '#contracts/problem.ts';
import { faultsOfIssues } from '#spec/faults-of-issues.ts';
import { pathText } from '#spec/problem.ts';

/** Thrown for a body that does not fit its schema, with all problems found. */
export class BodyRefused extends TidegateError {
  /** The problems after the first. */
  readonly more: readonly Problem[];
  constructor(first: Problem, more: readonly Problem[]) {
    super(first);
    this.name = 'BodyRefused';
    this.more = more;
  }
}

type Parsed = { readonly success: true } | { readonly success: false; readonly error: z.core.$ZodError };

/**
 * A hook for routes that refuses a body which does not fit its schema. Each problem has a path, the observed value and
 * what was expected.
 */
export const refuseBody =
  (code: CodeName, schema: z.ZodType) =>
  (parsed: Parsed, c: Context): Promise<never> | undefined =>
    parsed.success ? undefined : throwRefusal(code, schema, parsed.error, c);

async function throwRefusal(code: CodeName, schema: z.ZodType, error: z.core.$ZodError, c: Context): Promise<never> {
  const [first = problemOf(code), ...more] = problemsOfIssues(code, schema, error, await c.req.json());
  throw new BodyRefused(first, more);
}

/** Converts schema errors to problems that people understand. */
export const problemsOfIssues = (
  code: CodeName,
  schema: z.ZodType,
  error: z.core.$ZodError,
  value: unknown,
): Problem[] =>
  faultsOfIssues(schema, error.issues, value).map(({ path, message, observed, expected, suggestion }) => ({
    code,
    message,
    path: pathText(path),
    ...present({ observed, expected }),
    ...(suggestion !== undefined && { remedy: meaning(suggestion) }),
  }));
