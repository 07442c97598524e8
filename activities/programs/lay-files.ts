import { chmod, copyFile, mkdir } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import type { Digest } from '#contracts/digest.ts';
import type { PinnedFile } from '#contracts/pinned-file.ts';

/** Copies the files of a program into a folder, each to its path there. */
export async function layFiles(
  folder: string,
  files: readonly PinnedFile[],
  contentOf: (digest: Digest) => Promise<string>,
): Promise<void> {
  for (const { path, digest } of files) await copyTo(folder, path, await contentOf(digest));
}

async function copyTo(folder: string, path: string, from: string): Promise<void> {
  const to = resolve(folder, path);
  const inside = relative(folder, to);
  if (inside === '' || inside.split(sep)[0] === '..')
    throw new RangeError(`not a path within the program's folder: ${path}`);
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to);
  // Artifacts do not record which files are executable, so all are made executable.
  await chmod(to, 0o700);
}
