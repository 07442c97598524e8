import { Command, CommanderError } from 'commander';
import { commands } from './commands.ts';
import { exitCodes } from './exit-codes.ts';
import { failed } from './output.ts';

/** Runs a command line; the exit status is left in `process.exitCode`. */
export async function run(argv: readonly string[]): Promise<void> {
  const program = new Command('tidegate')
    .description('Durable gates from arriving data to live models.')
    .configureHelp({ showGlobalOptions: false })
    .showSuggestionAfterError()
    .showHelpAfterError('See `tidegate --help`.')
    .exitOverride();
  for (const add of commands) add(program);
  for (const command of program.commands) forEachCommand(command, (each) => each.exitOverride());
  try {
    await program.parseAsync([...argv]);
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
