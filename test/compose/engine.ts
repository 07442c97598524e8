import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tryLock } from '#local/locks.ts';
import { requirePackages } from './debian-packages.ts';
import type { Shell } from './shell.ts';

/** A container engine to work with. */
export interface Engine {
  readonly version: string;
  /** The environment in which `docker` finds it. */
  readonly env: NodeJS.ProcessEnv;
  /** Whether it is somebody's: what was made for the test does not stay in it. */
  readonly lent: boolean;
  /** Ends it, if it was started here. */
  close(): Promise<void>;
}

interface EngineOptions {
  readonly shell: Shell;
  /** Where images are kept from run to run by an engine that is started here. */
  readonly cache: string;
  readonly say: (line: string) => void;
}

/** The engine that runs on this machine, or one that is started for now: `dockerd`, as root, apart from any other. */
export async function openEngine({ shell, cache, say }: EngineOptions): Promise<Engine> {
  const there = await versionOf(shell, process.env);
  if (there !== undefined) return { version: there, env: process.env, lent: true, close: async () => undefined };
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    throw new Error('no container engine answers: start one, or run as root on Linux, where one can be started');
  }
  await requirePackages(shell, { dockerd: 'docker.io' }, say);
  // Newer Debians ship the command apart.
  await requirePackages(shell, { docker: 'docker-cli' }, say);
  return startEngine({ shell, cache, say });
}

async function startEngine({ shell, cache, say }: EngineOptions): Promise<Engine> {
  await mkdir(cache, { recursive: true });
  const attempt = await tryLock(join(cache, 'engine.lock'));
  if ('heldBy' in attempt) throw new Error(`process ${attempt.heldBy.pid} runs an engine on these images`);
  const { lock } = attempt;
  say('No container engine answers: starting dockerd for as long as this runs.');
  const folder = await mkdtemp(join(tmpdir(), 'dockerd-'));
  const socket = `unix://${join(folder, 'docker.sock')}`;
  const log = openSync(join(cache, 'dockerd.log'), 'w');
  const places = { host: socket, pidfile: join(folder, 'pid'), 'exec-root': join(folder, 'exec') };
  const flags = Object.entries({ ...places, 'data-root': join(cache, 'data') }).map(
    ([name, value]) => `--${name}=${value}`,
  );
  // In a session of its own: a Ctrl-C is for this process, which still needs the engine to take everything down.
  const child = spawn('dockerd', flags, { stdio: ['ignore', log, log], detached: true });
  closeSync(log);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()));
  const env = { ...process.env, DOCKER_HOST: socket };

  async function close(): Promise<void> {
    child.kill('SIGTERM');
    const late = sleep(30_000, undefined, { ref: false }).then(() => child.kill('SIGKILL'));
    await Promise.race([exited, late.then(() => exited)]);
    await rm(folder, { recursive: true, force: true });
    await lock.release();
  }
  for (let tries = 0; tries < 120 && child.exitCode === null; tries += 1) {
    const version = await versionOf(shell, env);
    if (version !== undefined) return { version, env, lent: false, close };
    await sleep(500);
  }
  await close();
  throw new Error(`dockerd did not start; see ${join(cache, 'dockerd.log')}`);
}

async function versionOf(shell: Shell, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const { ok, output } = await shell.attempt('docker', ['version', '--format', '{{.Server.Version}}'], { env });
  return ok ? output.trim() : undefined;
}
