import { Command } from 'commander';
import type { Answer } from './answer.ts';
import { failed, printAnswer } from './output.ts';

export type { Answer };

/** How a command is described to people. */
export interface Description {
  readonly name: string;
  readonly summary: string;
  /** Pairs of a command line and what it does. */
  readonly examples: readonly (readonly [line: string, does: string])[];
}

/** Adds itself to the program. */
export type AddCommand = (program: Command) => void;

/**
 * Creates a command with the options and the help that all commands share. Give it its own options, and {@link
 * answering} as its action.
 */
export function describe({ name, summary, examples }: Description): Command {
  const width = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, does]) => `  $ tidegate ${line.padEnd(width)}  ${does}`);
  return new Command(name)
    .summary(summary)
    .description(`${summary}.`)
    .option('--json', 'print one JSON document for programs')
    .showHelpAfterError('Add `--help` to see what it takes.')
    .addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}

/**
 * Makes an action that runs a command, prints its answer or the problem that it threw, and sets the exit status.
 *
 * Commander calls an action with the arguments, then the options, then the command itself.
 */
export const answering =
  <Args extends unknown[]>(action: (...args: Args) => Promise<Answer>) =>
  async (...args: [...Args, Command]): Promise<void> => {
    const json = args.some((arg) => arg instanceof Command && arg.optsWithGlobals().json === true);
    try {
      const answer = await action(...(args.slice(0, -1) as Args));
      printAnswer(answer, json);
      process.exitCode = answer.exit ?? 0;
    } catch (error) {
      process.exitCode = await failed(error, json);
    }
  };
