import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { identityOf, isRunning, ownIdentity, ProcessIdentity } from './process-identity.ts';

/** A lock between processes, held until it is released or its owner is gone. */
export interface Lock {
  release(): Promise<void>;
}

/** What became of an attempt: the lock, or who holds it. */
export type LockAttempt = { readonly lock: Lock } | { readonly heldBy: ProcessIdentity };

/**
 * Takes a lock without waiting.
 *
 * A lock is a file that names its owner; it comes into being whole, by a hard link, and one whose owner has ended is taken
 * over. Two takers of the same dead lock are told apart by a rename, which only one of them wins.
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

async function ownerOf(path: string): Promise<ProcessIdentity | undefined> {
  try {
    return ProcessIdentity.safeParse(JSON.parse(await readFile(path, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

/** Moves a dead lock aside; puts it back where it came alive between the look and the move. */
async function removeDead(path: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    throw error;
  }
  const owner = await ownerOf(aside);
  if (owner !== undefined && identityOf(owner.pid) !== undefined && isRunning(owner)) await linked(aside, path);
  await rm(aside, { force: true });
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
