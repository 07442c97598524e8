import { type ChildProcess, spawn } from 'node:child_process';
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
  /** An alarm: after so many minutes it is killed with all that it began. Code that loops for ever would never end by itself. */
  readonly minutes: number;
}

export interface Ended {
  readonly name: string;
  /** Null where a signal ended it. */
  readonly code: number | null;
  /** What it wrote, where that was not shown; and that it had to be killed. */
  readonly output: string;
  readonly seconds: number;
}

/** Runs lanes of programs beside each other; those of a lane one after the other. Ctrl-C ends them as well. */
export async function runBeside(...lanes: readonly (readonly Program[])[]): Promise<Ended[]> {
  const running = new Set<ChildProcess>();
  const interrupt = () => {
    for (const child of running) signalGroup(child, 'SIGINT');
  };
  process.on('SIGINT', interrupt);
  const ended = await Promise.all(
    lanes.map(async (lane) => {
      const those: Ended[] = [];
      for (const program of lane) those.push(await runToEnd(program, running));
      return those;
    }),
  );
  process.off('SIGINT', interrupt);
  return ended.flat();
}

function runToEnd(
  { name, command = process.execPath, args, shown = false, log, env = {}, minutes }: Program,
  running: Set<ChildProcess>,
): Promise<Ended> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const file = log === undefined ? undefined : openSync(log, 'w');
    const output = file ?? (shown ? 'inherit' : 'pipe');
    const child = spawn(command, args, {
      cwd: projectRoot,
      stdio: ['ignore', output, output],
      env: { ...process.env, ...env },
      // The leader of a group, which is killed as a whole.
      detached: true,
    });
    running.add(child);
    let kept = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        kept += text;
      });
    }
    const alarm = setTimeout(() => {
      const told = `${name} did not end within ${minutes} minutes, and was killed: what began last may loop for ever.\n`;
      kept += told;
      if (shown) process.stderr.write(told);
      signalGroup(child, 'SIGKILL');
    }, minutes * 60_000);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(alarm);
      running.delete(child);
      if (file !== undefined) closeSync(file);
      resolve({ name, code, output: kept, seconds: Math.round((performance.now() - begun) / 100) / 10 });
    });
  });
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // It has just ended.
  }
}
