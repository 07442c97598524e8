import { spawn } from 'node:child_process';
import { projectRoot } from '#stores/settings.ts';

export interface Program {
  readonly name: string;
  /** This Node where it is left out. */
  readonly command?: string;
  readonly args: readonly string[];
  /** Whether its output is shown as it comes, and not kept. */
  readonly shown?: boolean;
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
  process.on('SIGINT', () => undefined);
  const ended = await Promise.all(
    lanes.map(async (lane) => {
      const those: Ended[] = [];
      for (const program of lane) those.push(await runToEnd(program));
      return those;
    }),
  );
  return ended.flat();
}

function runToEnd({ name, command = process.execPath, args, shown = false, env = {} }: Program): Promise<Ended> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: projectRoot,
      stdio: ['inherit', shown ? 'inherit' : 'pipe', shown ? 'inherit' : 'pipe'],
      env: { ...process.env, ...env },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ name, code, output, seconds: Math.round((performance.now() - begun) / 100) / 10 });
    });
  });
}
