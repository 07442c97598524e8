import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { boundedCommand, watchMemory } from './memory.ts';

/** A program to run. */
export interface ProcessOptions {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds of wall time. */
  readonly deadline: number;
  readonly signal?: AbortSignal | undefined;
  /** What it reads on its standard input; nothing where it is left out. */
  readonly input?: string;
  /** Bytes of memory that each of its processes may take; where the system cannot bound them, all of them together. */
  readonly memory?: number;
  /** What it prints on either stream, as it comes. */
  readonly onOutput: (chunk: Buffer, stream: 'stdout' | 'stderr') => void;
}

/** How a process ended. */
export interface ProcessEnd {
  /** Absent where a signal ended it, or it could not be started. */
  readonly exitCode?: number;
  /** The signal that ended it. */
  readonly endedBy?: NodeJS.Signals;
  readonly timedOut: boolean;
}

const graceMs = 5_000;

/**
 * Runs a program without a shell in a process group of its own, and ends the whole group at its deadline, on abortion, when
 * the program ends, and when this process dies.
 */
export async function runProcess(options: ProcessOptions): Promise<ProcessEnd> {
  const { memory, input } = options;
  const [program = '', ...args] = endsWithParent(
    memory === undefined ? options.command : boundedCommand(options.command, memory),
  );
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...options.env },
    detached: true,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  child.stdout?.on('data', (chunk: Buffer) => options.onOutput(chunk, 'stdout'));
  child.stderr?.on('data', (chunk: Buffer) => options.onOutput(chunk, 'stderr'));
  // A program may end without having read it.
  child.stdin?.on('error', () => {}).end(input);
  const kill = () => signalGroup(child, 'SIGKILL');
  process.once('exit', kill);
  let timedOut = false;
  let killing: NodeJS.Timeout | undefined;
  const end = () => {
    signalGroup(child, 'SIGTERM');
    killing ??= setTimeout(kill, graceMs);
  };
  const deadline = setTimeout(() => {
    timedOut = true;
    end();
  }, options.deadline);
  options.signal?.addEventListener('abort', end, { once: true });
  if (options.signal?.aborted) end();
  const unwatch = watched(child, options, kill);
  try {
    const ended = await endOf(child, options.onOutput);
    kill();
    await closed(child);
    return { ...ended, timedOut };
  } finally {
    unwatch();
    clearTimeout(deadline);
    clearTimeout(killing);
    options.signal?.removeEventListener('abort', end);
    process.removeListener('exit', kill);
  }
}

function endOf(
  child: ChildProcess,
  onOutput: ProcessOptions['onOutput'],
): Promise<Pick<ProcessEnd, 'exitCode' | 'endedBy'>> {
  return new Promise((resolve) => {
    child.once('error', ({ message }) => {
      onOutput(Buffer.from(`${message}\n`), 'stderr');
      resolve({});
    });
    child.once('exit', (exitCode, endedBy) =>
      resolve({ ...(exitCode !== null && { exitCode }), ...(endedBy !== null && { endedBy }) }),
    );
  });
}

function watched({ pid }: ChildProcess, { memory, onOutput }: ProcessOptions, kill: () => void): () => void {
  if (pid === undefined || memory === undefined) return () => {};
  return watchMemory(pid, memory, (bytes) => {
    onOutput(Buffer.from(`ended, for it took ${bytes} bytes of memory, over ${memory}\n`), 'stderr');
    kill();
  });
}

/** Waits for the rest of the output. A process that still holds the pipes was killed with the group, or has left the group and is ignored. */
function closed(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || (child.stdout?.closed && child.stderr?.closed)) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve();
    }, 2_000);
    child.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has ended.
  }
}

let known: boolean | undefined;

/** A command that the kernel kills when this process dies, where the system can do that. */
function endsWithParent(command: readonly string[]): readonly string[] {
  const prefix = ['setpriv', '--pdeathsig', 'KILL', '--'];
  known ??=
    process.platform === 'linux' &&
    spawnSync('setpriv', [...prefix.slice(1), 'true'], { stdio: 'ignore' }).status === 0;
  return known ? [...prefix, ...command] : command;
}
