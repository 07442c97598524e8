import type { Problem } from '#contracts/problem.ts';
import type { ExitCode } from './exit-codes.ts';

/** What a command has to say, for people and for programs. */
export interface Answer {
  /** Printed with `--json`. */
  readonly json: unknown;
  /** Printed otherwise, line by line. */
  readonly text: readonly string[];
  /** Problems that are part of the answer; printed after it to standard error. */
  readonly problems?: readonly Problem[];
  /** 0 where it is left out. */
  readonly exit?: ExitCode;
}
