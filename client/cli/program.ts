import { Command, CommanderError } from 'commander';
import { commandsFor } from './commands.ts';
import { exitCodes } from './exit-codes.ts';
import { failed } from './output.ts';

/** The program with the command that a word calls; with all of them where it calls none. */
export async function createProgram(word?: string): Promise<Command> {
  const program = new Command('tidegate')
    .description('Durable gates from arriving data to live models.')
    .showSuggestionAfterError()
    .showHelpAfterError('See `tidegate --help`.');
  for (const add of await commandsFor(word)) add(program);
  forEachCommand(program, (command) => command.exitOverride());
  return program;
}

/** Runs a command line; the exit status is left in `process.exitCode`. */
export async function run(argv: readonly string[]): Promise<void> {
  try {
    const program = await createProgram(argv[2]);
    await program.parseAsync([...argv]);
  } catch (error) {
    process.exitCode = await exitOf(error);
  }
}

function forEachCommand(command: Command, visit: (command: Command) => void): void {
  visit(command);
  for (const inner of command.commands) forEachCommand(inner, visit);
}

/** Commander has printed its own message already, for wrong use as for `--help`. */
async function exitOf(error: unknown): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  return failed(error, false);
}
