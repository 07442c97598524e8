import type { Problem } from '#contracts/problem.ts';
import type { ExitCode } from './exit-codes.ts';

/** The result of a command, in a form for people and a form for programs. */
export interface Answer {
  /** Printed with `--json`. */
  readonly json: unknown;
  /** Printed otherwise, line by line. */
  readonly text: readonly string[];
  /** Problems that are part of the answer; printed after it to standard error. */
  readonly problems?: readonly Problem[];
  /** The exit status; 0 if left out. */
  readonly exit?: ExitCode;
}
