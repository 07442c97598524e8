import colors from 'picocolors';
import { codes } from '#contracts/codes.ts';
import { type Problem, TidegateError } from '#contracts/problem.ts';
import type { Answer } from './answer.ts';
import { exitCodeOf } from './exit-codes.ts';
import { Interrupted } from './interruptible.ts';
import { linesOfProblem } from './problem-text.ts';

const print = (stream: NodeJS.WriteStream, lines: readonly string[]): void => {
  if (lines.length > 0) stream.write(`${lines.join('\n')}\n`);
};

/** Prints an answer: one JSON document on standard output, or text, with problems on standard error. */
export function printAnswer({ json, text, problems = [] }: Answer, asJson: boolean): void {
  print(process.stdout, asJson ? [JSON.stringify(json, null, 2)] : text);
  if (!asJson) print(process.stderr, problems.flatMap(linesOfProblem));
}

/**
 * Prints the problem that stopped a command, and returns the exit status. Prints a stack trace only for a defect, or
 * with `TIDEGATE_DEBUG=1`.
 */
export async function failed(error: unknown, asJson: boolean): Promise<number> {
  if (error instanceof Interrupted) return error.exit;
  const known = error instanceof TidegateError ? error.problem : await problemOfCall(error);
  const message = error instanceof Error ? error.message : String(error);
  const problem: Problem = known ?? { code: 'INTERNAL', message, remedy: codes.INTERNAL.remedy };
  if (asJson) print(process.stdout, [JSON.stringify({ problems: [problem] }, null, 2)]);
  else print(process.stderr, linesOfProblem(problem));
  if (process.env.TIDEGATE_DEBUG === '1' || known === undefined) {
    print(process.stderr, [colors.dim(error instanceof Error ? (error.stack ?? error.message) : String(error))]);
  }
  return exitCodeOf(problem.code);
}

/**
 * The problem for a failed call to Temporal; undefined for any other error. Temporal's client is imported only here,
 * because commands that make no call do not need it.
 */
async function problemOfCall(error: unknown): Promise<Problem | undefined> {
  const { problemOfFailure } = await import('../temporal/failures.ts');
  return problemOfFailure(error);
}
