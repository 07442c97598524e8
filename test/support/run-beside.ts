import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { projectRoot } from '#stores/settings.ts';

export interface Program {
  readonly name: string;
  /** This Node where it is left out. */
  readonly command?: string;
  readonly args: readonly string[];
  /** Whether its output is shown as it comes, and not kept. */
  readonly shown?: boolean;
  /** The file that takes its output, where it is neither shown nor kept. */
  readonly log?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Ended {
  readonly name: string;
  /** Null where a signal ended it. */
  readonly code: number | null;
  /** What it wrote, where that was not shown. */
  readonly output: string;
  readonly seconds: number;
}

/** Runs lanes of programs beside each other; those of a lane one after the other. Ctrl-C goes to them as well, by the terminal. */
export async function runBeside(...lanes: readonly (readonly Program[])[]): Promise<Ended[]> {
  process.on('SIGINT', ignore);
  const ended = await Promise.all(
    lanes.map(async (lane) => {
      const those: Ended[] = [];
      for (const program of lane) those.push(await runToEnd(program));
      return those;
    }),
  );
  process.off('SIGINT', ignore);
  return ended.flat();
}

const ignore = () => undefined;

function runToEnd({ name, command = process.execPath, args, shown = false, log, env = {} }: Program): Promise<Ended> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const file = log === undefined ? undefined : openSync(log, 'w');
    const output = file ?? (shown ? 'inherit' : 'pipe');
    const child = spawn(command, args, {
      cwd: projectRoot,
      stdio: ['inherit', output, output],
      env: { ...process.env, ...env },
    });
    let kept = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        kept += text;
      });
    }
    child.once('error', reject);
    child.once('close', (code) => {
      if (file !== undefined) closeSync(file);
      resolve({ name, code, output: kept, seconds: Math.round((performance.now() - begun) / 100) / 10 });
    });
  });
}
