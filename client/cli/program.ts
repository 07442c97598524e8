import { Command, CommanderError } from 'commander';
import { commandsFor } from './commands.ts';
import { exitCodes } from './exit-codes.ts';
import { failed } from './output.ts';

/** Creates the program with only the command that `word` names, or with all commands if it names none. */
export async function createProgram(word?: string): Promise<Command> {
  const program = new Command('tidegate')
    .description('Durable gates from arriving data to live models.')
    .showSuggestionAfterError()
    .showHelpAfterError('See `tidegate --help`.');
  for (const add of await commandsFor(word)) add(program);
  forEachCommand(program, (command) => command.exitOverride());
  return program;
}

/** Runs a command line, and sets `process.exitCode`. */
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

/**
 * The exit status for an error. Commander has already printed its own messages, both for wrong use and for `--help`.
 */
async function exitOf(error: unknown): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  return failed(error, false);
}
