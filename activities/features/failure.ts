import { ApplicationFailure } from '@temporalio/common';
import type { CodeName } from '#contracts/codes.ts';
import type { Problem } from '#contracts/problem.ts';

/** A failure that no further attempt can mend; its type is the problem's code, its details hold the problem. */
export function hopeless(problem: Problem & { readonly code: CodeName }): ApplicationFailure {
  return ApplicationFailure.nonRetryable(problem.message, problem.code, problem);
}
