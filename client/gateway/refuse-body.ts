import type { Context } from 'hono';
import type { z } from 'zod';
import type { CodeName } from '#contracts/codes.ts';
import { meaning } from '#contracts/misnamed.ts';
import { present } from '#contracts/present.ts';
import { type Problem, problemOf, TidegateError } from '#contracts/problem.ts';
import { faultsOfIssues } from '#spec/faults-of-issues.ts';
import { pathText } from '#spec/problem.ts';

/** A body that does not fit its schema, with everything that is wrong with it. */
export class BodyRefused extends TidegateError {
  /** The problems beside the first. */
  readonly more: readonly Problem[];
  constructor(first: Problem, more: readonly Problem[]) {
    super(first);
    this.name = 'BodyRefused';
    this.more = more;
  }
}

type Parsed = { readonly success: true } | { readonly success: false; readonly error: z.core.$ZodError };

/** A route's hook that refuses a body that does not fit its schema: each fault with path, what was observed and expected. */
export const refuseBody =
  (code: CodeName, schema: z.ZodType) =>
  (parsed: Parsed, c: Context): Promise<never> | undefined =>
    parsed.success ? undefined : throwRefusal(code, schema, parsed.error, c);

async function throwRefusal(code: CodeName, schema: z.ZodType, error: z.core.$ZodError, c: Context): Promise<never> {
  const [first = problemOf(code), ...more] = problemsOfIssues(code, schema, error, await c.req.json());
  throw new BodyRefused(first, more);
}

/** What is wrong with a value that does not fit its schema, in a person's terms. */
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
