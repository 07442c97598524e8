import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactStore, Stored } from '#stores/artifacts/store.ts';

/** Where files are written before they become artifacts. */
export interface Scratch {
  /** Writes a file by the given function, which answers its rows, and moves it into the artifact store. */
  store(
    artifacts: ArtifactStore,
    write: (path: string) => Promise<number>,
  ): Promise<Stored & { readonly rows: number }>;
}

export function createScratch(folder: string): Scratch {
  return {
    store: async (artifacts, write) => {
      const path = join(folder, `${randomUUID()}.parquet`);
      try {
        const rows = await write(path);
        return { ...(await artifacts.putFile(path, { move: true })), rows };
      } finally {
        await rm(path, { force: true });
      }
    },
  };
}
