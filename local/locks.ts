import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning, ownIdentity, ProcessIdentity } from './process-identity.ts';

/** A lock between processes, held until it is released or its owner is gone. */
export interface Lock {
  release(): Promise<void>;
}

/** The result of an attempt: the lock, or who holds it. */
export type LockAttempt = { readonly lock: Lock } | { readonly heldBy: ProcessIdentity };

/**
 * Takes a lock without waiting.
 *
 * A lock is a file that names its owner. It is created complete, by a hard link. A lock whose owner has ended is taken
 * over: it is removed by one process at a time, under a second lock.
 */
export async function tryLock(path: string): Promise<LockAttempt> {
  await mkdir(dirname(path), { recursive: true });
  const claim = `${path}.${randomUUID()}`;
  await writeFile(claim, JSON.stringify(ownIdentity()), { mode: 0o600 });
  try {
    while (!(await linked(claim, path))) {
      const owner = await ownerOf(path);
      if (owner !== undefined && isRunning(owner)) return { heldBy: owner };
      await removeDead(path);
    }
  } finally {
    await rm(claim, { force: true });
  }
  return { lock: { release: () => rm(path, { force: true }) } };
}

/** Does some work while holding a lock; waits for its owner, and says so once by `onWait`. */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  options: {
    onWait?: ((owner: ProcessIdentity) => void) | undefined;
    signal?: AbortSignal | undefined;
  } = {},
): Promise<T> {
  let told = false;
  for (;;) {
    const attempt = await tryLock(path);
    if ('lock' in attempt) {
      try {
        return await work();
      } finally {
        await attempt.lock.release();
      }
    }
    if (!told) options.onWait?.(attempt.heldBy);
    told = true;
    await sleep(100, undefined, { signal: options.signal });
  }
}

async function linked(claim: string, path: string): Promise<boolean> {
  try {
    await link(claim, path);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Who holds a lock: nobody where there is no such file, or none that names a process. */
async function ownerOf(path: string): Promise<ProcessIdentity | undefined> {
  return ownerIn(await readFile(path, 'utf8').catch(() => ''));
}

function ownerIn(text: string): ProcessIdentity | undefined {
  try {
    return ProcessIdentity.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/**
 * Removes a lock whose owner has ended, if that is still so. Only the holder of the second lock may do this: otherwise a process that saw the
 * dead lock long ago could remove a new lock that has replaced it.
 */
async function removeDead(path: string): Promise<void> {
  const takeover = await tryLock(`${path}.takeover`);
  if ('heldBy' in takeover) return sleep(pauseMs);
  try {
    const text = await readFile(path, 'utf8').catch(() => undefined);
    // If it is gone already, a new lock may appear at any moment, and must not be removed.
    if (text === undefined) return;
    const owner = ownerIn(text);
    if (owner === undefined || !isRunning(owner)) await rm(path, { force: true });
  } finally {
    await takeover.lock.release();
  }
}

/** The pause while another process removes a dead lock. */
const pauseMs = 5;

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
