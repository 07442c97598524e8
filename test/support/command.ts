import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { programs } from '#local/dev/environment.ts';
import type { Asked, Reply } from './warm-command.ts';

/** How a command ended, and what it said. */
export interface Said {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
}

type Variables = Readonly<Record<string, string>>;

const environmentWith = (env: Variables): Record<string, string | undefined> => ({
  ...process.env,
  NO_COLOR: '1',
  ...env,
});

/** Runs `tidegate` as a person would, without colours: a process of its own, half a second of it for its start. */
export function tidegateProcess(args: readonly string[], env: Variables = {}): Promise<Said> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [programs.tidegate, ...args], { env: environmentWith(env) });
    const text = { out: '', err: '' };
    child.stdout.on('data', (chunk) => {
      text.out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      text.err += chunk;
    });
    child.on('error', reject);
    child.on('close', (exit) => resolve({ exit, ...text }));
  });
}

/**
 * Runs `tidegate` in a process that has run others before: what it reads, prints and answers is the same, and its start costs
 * nothing. A command that leaves something open, so that its own process would not end, throws.
 */
export function tidegate(args: readonly string[], env: Variables = {}): Promise<Said> {
  const said = last.then(() => ask({ args, env: environmentWith(env), folder: process.cwd() }));
  last = said.then(
    () => undefined,
    () => undefined,
  );
  return said;
}

/** One after the other: a process has one environment. */
let last: Promise<void> = Promise.resolve();
let warm: ChildProcess | undefined;

async function ask(asked: Asked): Promise<Said> {
  if (warm === undefined || !warm.connected) {
    warm = fork(join(import.meta.dirname, 'warm-command.ts'), {
      env: environmentWith({}),
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    await once(warm, 'message');
  }
  const child = warm;
  const reply = new Promise<Reply>((resolve, reject) => {
    child.once('message', (message) => resolve(message as Reply));
    child.once('exit', (code, signal) =>
      reject(new Error(`the process of commands ended by itself (${code ?? signal})`)),
    );
  });
  child.send(asked);
  const { open, ...said } = await reply.finally(() => child.removeAllListeners('exit'));
  if (open.length > 0) throw new Error(`tidegate ${asked.args.join(' ')} leaves open: ${open.join(', ')}`);
  return said;
}
