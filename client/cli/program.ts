import { Command, CommanderError } from 'commander';
import { commands } from './commands.ts';
import { exitCodes } from './exit-codes.ts';
import { failed } from './output.ts';

/** The program with all its commands. */
export function createProgram(): Command {
  const program = new Command('tidegate')
    .description('Durable gates from arriving data to live models.')
    .showSuggestionAfterError()
    .showHelpAfterError('See `tidegate --help`.');
  for (const add of commands) add(program);
  forEachCommand(program, (command) => command.exitOverride());
  return program;
}

/** Runs a command line; the exit status is left in `process.exitCode`. */
export async function run(argv: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync([...argv]);
  } catch (error) {
    process.exitCode = exitOf(error);
  }
}

function forEachCommand(command: Command, visit: (command: Command) => void): void {
  visit(command);
  for (const inner of command.commands) forEachCommand(inner, visit);
}

/** Commander has printed its own message already, for wrong use as for `--help`. */
function exitOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  return failed(error, false);
}
