import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isMissing, isPresent, storing } from '../failures.ts';
import type { Stored } from '../store.ts';

/** A complete, fsynced file that nobody can see yet. */
export interface Draft extends Stored {
  readonly path: string;
}

/** Makes a file's content, or a folder's entries, durable. */
export async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a folder with its parents, and syncs each of them. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) await sync(dirname(made));
}

/**
 * Writes content under a temporary name, hashed on the way, fsynced and read-only. Leaves nothing where it fails:
 * with `STORE_UNAVAILABLE` for the file system's errors, and the iterable's own error as it is.
 */
export async function writeDraft(
  folder: string,
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<Draft> {
  const path = join(folder, randomUUID());
  const hash = createHash('sha256');
  let bytes = 0;
  const handle = await storing(() => open(path, 'wx', 0o444));
  try {
    for await (const chunk of content) {
      hash.update(chunk);
      bytes += chunk.byteLength;
      await storing(() => handle.writeFile(chunk));
    }
    await storing(() => handle.sync());
    return { path, bytes, digest: `sha256:${hash.digest('hex')}` };
  } catch (error) {
    await rm(path, { force: true }).catch(() => undefined);
    throw error;
  } finally {
    await handle.close();
  }
}

/** Gives a draft its final name, replacing a file that has it. */
export async function publish(draft: string, target: string): Promise<void> {
  await makeFolder(dirname(target));
  await rename(draft, target);
  await sync(dirname(target));
}

/** Gives a draft its name if nobody has it yet, and says whether it did. The draft is gone either way. */
export async function publishOnce(draft: string, target: string): Promise<boolean> {
  await makeFolder(dirname(target));
  try {
    await link(draft, target);
    return true;
  } catch (error) {
    if (isPresent(error)) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
    await sync(dirname(target));
  }
}

/** Removes drafts that nobody has written to for `staleAfter` milliseconds: those of processes that were killed. */
export async function sweepDrafts(folder: string, staleAfter: number): Promise<void> {
  const oldest = Date.now() - staleAfter;
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    try {
      if ((await stat(path)).mtimeMs < oldest) await rm(path, { force: true });
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
}
