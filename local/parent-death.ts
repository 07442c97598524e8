import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A command line. */
export interface CommandLine {
  readonly command: string;
  readonly args: readonly string[];
}

let known: boolean | undefined;

/** Whether `setpriv` (util-linux) can ask the kernel for a signal at the parent's death. */
function hasSetpriv(): boolean {
  known ??=
    process.platform === 'linux' &&
    spawnSync('setpriv', ['--pdeathsig', 'TERM', '--', 'true'], {
      stdio: 'ignore',
    }).status === 0;
  return known;
}

/**
 * A command line that runs the same program under the same process id, and lets the kernel signal it when this process dies,
 * for whatever reason. Where the system cannot do this, it is the command line unchanged: the next start then
 * ends what is left, by the run records in the home.
 */
export function endsWithParent(command: string, args: readonly string[], signal: NodeJS.Signals): CommandLine {
  if (!hasSetpriv()) return { command, args };
  return {
    command: 'setpriv',
    args: ['--pdeathsig', signal.replace(/^SIG/, ''), '--', command, ...args],
  };
}

/** A command line for a Node script that ends when its standard input, a pipe from this process, is closed. */
export function nodeThatEndsWithParent(script: string, args: readonly string[]): CommandLine {
  const watch = new URL('./end-with-stdin.ts', import.meta.url).href;
  return {
    command: process.execPath,
    args: ['--import', watch, script, ...args],
  };
}

/** The path of a script given by URL or path. */
export const scriptPath = (script: string | URL): string =>
  script instanceof URL || script.startsWith('file:') ? fileURLToPath(script) : script;
