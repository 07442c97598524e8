import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { projectRoot } from '#stores/settings.ts';

/** The folders whose code is in a bundle; of activities workflows take types only. */
const bundled = ['contracts', 'domain', 'workflows'];

/** What else determines a bundle: the code that makes it, and the packages. */
const makers = [join(import.meta.dirname, 'bundle.ts'), join(projectRoot, 'package-lock.json')];

/** A bundle that no start has made for so long is removed when another is kept. */
const keptForMs = 7 * 86_400_000;

/**
 * Bundles by the digest of what they are made from, in a folder that may be deleted at any time. Bundling takes seconds of a
 * worker's start; a worker that comes back after a crash finds its bundle here.
 */
export interface BundleCache {
  /** The bundle that was made from the same sources before; a damaged one counts as absent. */
  find(): Promise<string | undefined>;
  /** Keeps the code. A folder that cannot be written does no harm: the next start bundles again. */
  keep(code: string): Promise<void>;
}

/** @param root the folder that holds `workflows/` and what it imports */
export async function openBundleCache(cache: string, root: string): Promise<BundleCache> {
  const folder = join(cache, 'bundles');
  const path = join(folder, `${await digestOfSources(root)}.js`);
  return {
    async find() {
      const kept = await readFile(path, 'utf8').catch(() => '');
      const end = kept.indexOf('\n');
      const code = kept.slice(end + 1);
      return end > 0 && kept.slice(0, end) === sealOf(code) ? code : undefined;
    },
    async keep(code) {
      const building = `${path}.${randomUUID()}`;
      try {
        await mkdir(folder, { recursive: true });
        await writeFile(building, `${sealOf(code)}\n${code}`);
        await rename(building, path);
        await removeOld(folder);
      } catch {
        await rm(building, { force: true }).catch(() => undefined);
      }
    },
  };
}

/** The first line of a kept bundle, by which an incomplete file is recognised. */
const sealOf = (code: string): string => `// ${createHash('sha256').update(code).digest('hex')}`;

async function digestOfSources(root: string): Promise<string> {
  const sources = (await Promise.all(bundled.map((folder) => filesIn(join(root, folder))))).flat().sort();
  const named = [
    ...[...sources, join(root, 'package.json')].map((path) => ({ path, name: relative(root, path) })),
    ...makers.map((path) => ({ path, name: basename(path) })),
  ];
  const hash = createHash('sha256');
  for (const { path, name } of named) {
    const content = await readFile(path);
    hash.update(`${name}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

async function removeOld(folder: string): Promise<void> {
  for (const path of await filesIn(folder)) {
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > keptForMs) await rm(path, { force: true });
  }
}
