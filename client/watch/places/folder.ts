import { copyFile, readdir, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { TidegateError } from '#contracts/problem.ts';
import { byPath, type Place, type Seen } from './place.ts';

export function folderPlace(folder: string): Place {
  const root = resolve(folder);
  return {
    name: root,

    async list() {
      const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
        throw unreadable(root, cause);
      });
      const paths = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
      const seen = await Promise.all(paths.map((path) => look(root, path)));
      return seen.filter((one) => one !== undefined).sort(byPath);
    },

    async copy(seen, to) {
      const file = join(root, seen.path);
      if ((await look(root, file))?.mark !== seen.mark) return false;
      await copyFile(file, to);
      return (await look(root, file))?.mark === seen.mark;
    },
  };
}

/** Undefined if the path is no file, or was removed since it was listed. */
async function look(root: string, file: string): Promise<Seen | undefined> {
  const found = await stat(file, { bigint: true }).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  const path = relative(root, file).split(sep).join('/');
  return { path, mark: `${found.ino}:${found.size}:${found.mtimeNs}`, modifiedAt: Number(found.mtimeNs / 1_000_000n) };
}

function unreadable(folder: string, cause: unknown): TidegateError {
  const observed = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  const message = `the folder ${folder} cannot be read (${observed})`;
  return new TidegateError({ code: 'NOT_FOUND', message, path: '--folder', observed }, { cause });
}
