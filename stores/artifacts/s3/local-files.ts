import { readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest } from '#contracts/digest.ts';
import { TidegateError } from '#contracts/problem.ts';
import { isMissing, mismatch, storing } from '../failures.ts';
import { openFolderStore } from '../folder/store.ts';
import { placeOf } from '../layout.ts';
import type { Stored } from '../store.ts';

export interface LocalFilesOptions {
  readonly folder: string;
  /** Bytes above which the least recently used files are removed. */
  readonly capacity: number;
  /** Milliseconds for which a file is not removed after it was asked for, however full the folder is: somebody may be reading it. */
  readonly keepFor: number;
}

/** Local copies of artifacts, in a folder that several processes may share and anyone may delete. */
export interface LocalFiles {
  /** A verified copy; fetched where there is none, and refused where what was fetched is not of that digest. */
  path(digest: Digest, fetch: () => Promise<AsyncIterable<Uint8Array>>): Promise<string>;
  /** Keeps content, and returns its path. */
  keep(content: AsyncIterable<Uint8Array>): Promise<Stored & { readonly path: string }>;
  keepFile(path: string, options: { readonly move: boolean }): Promise<Stored & { readonly path: string }>;
}

export async function openLocalFiles({ folder, capacity, keepFor }: LocalFilesOptions): Promise<LocalFiles> {
  const store = await openFolderStore({ root: folder });
  const fetching = new Map<Digest, Promise<string>>();
  const fileOf = (digest: Digest): string => join(folder, placeOf(digest));
  let addedBytes = capacity;

  async function kept<S extends Stored>(stored: S): Promise<S & { readonly path: string }> {
    addedBytes += stored.bytes;
    // Other processes add files too, so the total is counted again each time that this process alone has added a tenth.
    if (addedBytes >= capacity / 10) {
      addedBytes = 0;
      await storing(() => trim(join(folder, 'sha256'), capacity, Date.now() - keepFor));
    }
    return { ...stored, path: fileOf(stored.digest) };
  }

  async function present(digest: Digest): Promise<string | undefined> {
    try {
      await storing(() => use(fileOf(digest), keepFor));
      return await store.path(digest);
    } catch (error) {
      const code = error instanceof TidegateError ? error.problem.code : undefined;
      if (code === 'ARTIFACT_MISSING' || code === 'ARTIFACT_DIGEST_MISMATCH') return undefined;
      throw error;
    }
  }

  async function fetched(digest: Digest, fetch: () => Promise<AsyncIterable<Uint8Array>>): Promise<string> {
    const stored = await kept(await store.put(await fetch()));
    if (stored.digest !== digest) throw mismatch(digest, stored.digest);
    return stored.path;
  }

  return {
    async path(digest, fetch) {
      const found = await present(digest);
      if (found !== undefined) return found;
      const running = fetching.get(digest) ?? fetched(digest, fetch).finally(() => fetching.delete(digest));
      fetching.set(digest, running);
      return running;
    },
    keep: async (content) => kept(await store.put(content)),
    keepFile: async (path, options) => kept(await store.putFile(path, options)),
  };
}

/** Marks a file as used. This is done rarely, because a marked file must be verified again. */
async function use(file: string, keepFor: number): Promise<void> {
  try {
    const now = Date.now();
    if ((await stat(file)).mtimeMs < now - keepFor / 4) await utimes(file, now / 1_000, now / 1_000);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** Removes the files that were longest unused, down to a sum of bytes; none that was used after `unusedSince`. */
async function trim(folder: string, capacity: number, unusedSince: number): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files: { readonly path: string; readonly bytes: number; readonly usedAt: number }[] = [];
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const found = await stat(path).catch(() => undefined);
    if (found) files.push({ path, bytes: found.size, usedAt: found.mtimeMs });
  }
  let total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { path, bytes, usedAt } of files.sort((a, b) => a.usedAt - b.usedAt)) {
    if (total <= capacity || usedAt > unusedSince) return;
    await rm(path, { force: true });
    total -= bytes;
  }
}
