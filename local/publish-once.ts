import { lstat, mkdir, mkdtemp, readdir, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { withLock } from './locks.ts';

/**
 * Makes a folder that many processes share, such as an unpacked program: built once, complete or absent.
 *
 * It is built in a folder of its own, beside `target`, and `target` becomes a link to it in one step. So a build may bake in
 * the folder's path (as a Python `venv` does), one that breaks off leaves nothing in force, and two that run at once do no
 * harm. The lock only spares the second the work.
 *
 * @param target the path of the folder
 * @param usable whether what is there may be taken as it is; asked again once the lock is held
 * @param build fills the folder that it is given
 */
export async function publishOnce(
  target: string,
  usable: () => Promise<boolean>,
  build: (folder: string) => Promise<void>,
  options: {
    onWait?: (() => void) | undefined;
    signal?: AbortSignal | undefined;
  } = {},
): Promise<void> {
  if (await usable()) return;
  await mkdir(dirname(target), { recursive: true });
  await withLock(
    `${target}.lock`,
    async () => {
      if (await usable()) return;
      await removeLeftovers(target);
      const folder = await mkdtemp(`${target}.built-`);
      try {
        await build(folder);
        await publish(folder, target);
      } catch (error) {
        await rm(folder, { recursive: true, force: true });
        throw error;
      }
    },
    options,
  );
}

async function publish(folder: string, target: string): Promise<void> {
  const pointer = `${folder}.link`;
  await symlink(basename(folder), pointer);
  const isFolder = await lstat(target).then(
    (there) => there.isDirectory(),
    () => false,
  );
  // A plain folder of this name cannot be replaced in one step; a link can.
  if (isFolder) await rm(target, { recursive: true, force: true });
  await rename(pointer, target);
}

/** Removes what broken-off builds and an unusable predecessor left. */
async function removeLeftovers(target: string): Promise<void> {
  const mark = `${basename(target)}.built-`;
  const names = await readdir(dirname(target));
  await Promise.all(
    names
      .filter((name) => name.startsWith(mark))
      .map((name) => rm(join(dirname(target), name), { recursive: true, force: true })),
  );
}
