import { spawn } from 'node:child_process';

/** The result of a program that has ended. */
export interface Outcome {
  /** Its exit code; null where it was ended by a signal or could not be started. */
  readonly code: number | null;
  /** Standard output. */
  readonly output: string;
  /** Standard error, or why it could not be started. */
  readonly errors: string;
}

/** Runs a short program to its end; if the program does not exist, that is a result too, not an exception. */
export function runProgram(
  command: string,
  args: readonly string[],
  options: {
    readonly cwd?: string;
    readonly env?: NodeJS.ProcessEnv;
    readonly signal?: AbortSignal | undefined;
    readonly uid?: number;
    readonly gid?: number;
  } = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...options,
    });
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      errors += chunk;
    });
    child.once('error', (error) => {
      if (options.signal?.aborted) reject(error);
      else resolve({ code: null, output, errors: error.message });
    });
    child.once('close', (code) => resolve({ code, output, errors }));
  });
}

/** The last line that is not blank: where programs say what went wrong. */
export function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim() ?? '';
}
