import { runProgram } from '#local/run-program.ts';
import type { Journal } from './journal.ts';

/** How one program is run. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs programs one after the other, with their output in the journal's log. */
export interface Shell {
  /** Answers what it printed; throws where it does not end well. */
  run(program: string, args: readonly string[], options?: RunOptions): Promise<string>;
  /** Answers what it printed and how it ended, whatever that was. */
  attempt(
    program: string,
    args: readonly string[],
    options?: RunOptions,
  ): Promise<{ readonly ok: boolean; readonly output: string; readonly errors: string }>;
}

/** @param signal ends what runs, and lets nothing more begin */
export function shellOf(journal: Journal, signal?: AbortSignal): Shell {
  async function attempt(program: string, args: readonly string[], options: RunOptions = {}) {
    signal?.throwIfAborted();
    const line = [program, ...args].join(' ');
    await journal.record(`\n$ ${line}\n`);
    const { code, output, errors } = await runProgram(program, args, { ...options, ...(signal && { signal }) });
    await journal.record(`${output}${errors}`);
    return { ok: code === 0, output, errors };
  }
  return {
    attempt,
    async run(program, args, options) {
      const { ok, output, errors } = await attempt(program, args, options);
      if (ok) return output;
      const end = `${output}${errors}`.trimEnd().split('\n').slice(-15).join('\n');
      throw new Error(`${program} ${args.slice(0, 4).join(' ')} … failed:\n${end}`);
    },
  };
}
