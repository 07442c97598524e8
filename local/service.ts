import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TidegateError } from '#contracts/problem.ts';
import { logOf, rotate, sizeOf, tailOf } from './logs.ts';
import { endsWithParent } from './parent-death.ts';
import { forgetRun, recordRun } from './run-records.ts';

/** What to start, and how it wants to be stopped. */
export interface ServiceOptions {
  /** Names the log `logs/<name>.log`, the run record `run/<name>.json`, and the service in messages. */
  readonly name: string;
  readonly home: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv | undefined;
  readonly cwd?: string | undefined;
  /** The OS user and group to run as; the caller's when left out. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  /** Asks it to end by itself; SIGTERM when left out. */
  readonly stopSignal?: NodeJS.Signals | undefined;
  /** Whether signals go to the process alone, which then ends its children itself; otherwise to its whole group. */
  readonly alone?: boolean | undefined;
  /** How the process is ended if this process dies: by a signal from the kernel, or because its standard input closes. */
  readonly parentDeath?: 'signal' | 'stdin' | undefined;
}

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process that runs, in a process group of its own, with its output in a log file. */
export interface Service {
  readonly name: string;
  readonly pid: number;
  /** Path of the log file. */
  readonly log: string;
  /** The length of the log before the start: what follows was written by this process. */
  readonly logFrom: number;
  /** Settles when it ends, for whatever reason; never rejects. */
  readonly exited: Promise<Exit>;
  /** How it ended; undefined while it runs. */
  exit(): Exit | undefined;
  /** Asks it to end, and kills it after `graceMs` (5 s when left out); settles when it has ended. */
  stop(graceMs?: number): Promise<void>;
  /** Ends it at once by SIGKILL, as a crash would; settles when it has ended. */
  kill(): Promise<void>;
  /** The last lines of its log. */
  tail(lines?: number): string;
}

/** Starts a process; throws `MACHINE_INCOMPLETE` where its program cannot be started. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { name, home, stopSignal = 'SIGTERM', alone = false } = options;
  mkdirSync(join(home, 'logs'), { recursive: true });
  const log = logOf(home, name);
  rotate(log);
  const logFrom = sizeOf(log);
  const output = openSync(log, 'a', 0o600);
  const line = options.parentDeath === 'signal' ? endsWithParent(options.command, options.args, stopSignal) : options;
  // Output goes straight into the file, not through this process: it survives this one, and a full pipe cannot stop it.
  const child = spawn(line.command, [...line.args], {
    stdio: [options.parentDeath === 'stdin' ? 'pipe' : 'ignore', output, output],
    detached: true,
    env: options.env ?? process.env,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...options.user,
  });
  closeSync(output);
  let ended: Exit | undefined;
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => {
      ended = { code, signal };
      if (child.pid !== undefined) forgetRun(home, name, child.pid);
      resolve(ended);
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) => reject(new TidegateError(notStarted(name, options.command, cause), { cause })));
  });
  const pid = child.pid ?? 0;
  recordRun(home, { name, pid, stopSignal, alone });

  const send = (signal: NodeJS.Signals) => {
    if (ended === undefined) signalTo(alone ? pid : -pid, signal);
  };
  const gone = async () => {
    await exited;
    // Processes of the group that outlived the first one.
    if (!alone) signalTo(-pid, 'SIGKILL');
  };
  const kill = async () => {
    send('SIGKILL');
    await gone();
  };
  return {
    name,
    pid,
    log,
    logFrom,
    exited,
    exit: () => ended,
    kill,
    async stop(graceMs = 5000) {
      send(stopSignal);
      const timer = new AbortController();
      const late = sleep(graceMs, 'late' as const, {
        signal: timer.signal,
      }).catch(() => undefined);
      const first = await Promise.race([exited, late]);
      timer.abort();
      await (first === 'late' ? kill() : gone());
    },
    tail: (lines = 5) => tailOf(log, lines),
  };
}

/** Sends a signal to a process, or by a negative number to its group; one that is gone already is no error. */
export function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function notStarted(name: string, command: string, cause: Error) {
  return {
    code: 'MACHINE_INCOMPLETE' as const,
    message: `${name} could not be started`,
    observed: `${command}: ${cause.message}`,
    expected: 'a program that can be run',
  };
}
