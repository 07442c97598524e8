import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { identityOf } from './process-identity.ts';

/** Milliseconds for which the data of a home that is gone are kept: a day. */
const keptMs = 86_400_000;

/** The files by which a home names its cluster in the cache, and a cluster its home. */
export const clusterNote = {
  inHome: join('postgres', 'cluster'),
  inCluster: 'home',
} as const;

/**
 * Removes clusters from the cache whose home was deleted or begun anew: as root the data lie outside the home and would
 * outlive it for ever. A cluster that was started within the last day is left alone.
 */
export async function removeOrphans(clusters: string): Promise<void> {
  for (const name of await readdir(clusters).catch(() => [])) {
    if (await isOrphan(join(clusters, name), name)) await rm(join(clusters, name), { recursive: true, force: true });
  }
}

async function isOrphan(folder: string, name: string): Promise<boolean> {
  const note = join(folder, clusterNote.inCluster);
  const [home, found] = await Promise.all([text(note), stat(note).catch(() => undefined)]);
  if (found === undefined || home === '' || Date.now() - found.mtimeMs < keptMs) return false;
  if ((await text(join(home, clusterNote.inHome))) === name) return false;
  const pid = Number((await text(join(folder, 'data', 'postmaster.pid'))).split('\n')[0]);
  return !(pid > 0 && identityOf(pid) !== undefined);
}

const text = (file: string): Promise<string> =>
  readFile(file, 'utf8').then(
    (read) => read.trim(),
    () => '',
  );
