import colors from 'picocolors';
import type { Problem } from '#contracts/problem.ts';
import { problemOf, problemOfFailure } from '../temporal/failures.ts';
import type { Answer } from './answer.ts';
import { type ExitCode, exitCodeOf } from './exit-codes.ts';
import { linesOfProblem } from './problem-text.ts';

const print = (stream: NodeJS.WriteStream, lines: readonly string[]): void => {
  if (lines.length > 0) stream.write(`${lines.join('\n')}\n`);
};

/** Prints an answer: one JSON document on standard output, or text, with problems on standard error. */
export function printAnswer({ json, text, problems = [] }: Answer, asJson: boolean): void {
  print(process.stdout, asJson ? [JSON.stringify(json, null, 2)] : text);
  if (!asJson) print(process.stderr, problems.flatMap(linesOfProblem));
}

/** Prints what stopped a command, and answers the exit status; a stack trace only for a defect, or with `TIDEGATE_DEBUG=1`. */
export function failed(error: unknown, asJson: boolean): ExitCode {
  const known = problemOfFailure(error);
  const problem: Problem = known ?? problemOf('INTERNAL', error instanceof Error ? error.message : String(error));
  if (asJson) print(process.stdout, [JSON.stringify({ problems: [problem] }, null, 2)]);
  else print(process.stderr, linesOfProblem(problem));
  if (process.env.TIDEGATE_DEBUG === '1' || known === undefined) {
    print(process.stderr, [colors.dim(error instanceof Error ? (error.stack ?? error.message) : String(error))]);
  }
  return exitCodeOf(problem.code);
}
