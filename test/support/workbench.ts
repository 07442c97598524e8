import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Database, openDatabase } from '#activities/duckdb/database.ts';
import { createDuckDbEngine } from '#activities/engine/duckdb/engine.ts';
import type { CheckEngine } from '#activities/engine/engine.ts';
import { createMeasurer } from '#activities/engine/measure.ts';
import { createSandboxedSql } from '#activities/engine/sandboxed-sql.ts';
import { createPrograms } from '#activities/programs/programs.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { discard, temporaryFolder } from './temporary-folder.ts';

/** A database over a store and a scratch folder, in a folder of its own. */
export interface Workbench {
  readonly folder: string;
  readonly scratch: string;
  readonly artifacts: ArtifactStore;
  readonly database: Database;
  readonly engine: CheckEngine;
  readonly measure: ReturnType<typeof createMeasurer>;
  /** Writes a query's rows as Parquet into the scratch folder. */
  parquet(name: string, query: string): Promise<string>;
  /** Makes a folder of its own. */
  folderFor(name: string): Promise<string>;
  close(): Promise<void>;
}

export async function openWorkbench({
  folders = [],
  ...options
}: {
  threads?: number;
  folders?: string[];
} = {}): Promise<Workbench> {
  const folder = await temporaryFolder('workbench');
  const scratch = join(folder, 'scratch');
  await mkdir(scratch);
  const artifacts = await openArtifactStore(join(folder, 'artifacts'));
  const database = await openDatabase({
    folders: [join(folder, 'artifacts'), scratch, ...folders],
    scratch,
    ...options,
  });
  const engine = createDuckDbEngine(database);
  return {
    folder,
    scratch,
    artifacts,
    database,
    engine,
    measure: createMeasurer(
      engine,
      createSandboxedSql(scratch),
      createPrograms({ scratch, contentOf: (digest) => artifacts.path(digest) }),
    ),
    parquet: async (name, query) => {
      const path = join(scratch, `${name}.parquet`);
      await database.use((session) => session.writeParquet(query, path));
      return path;
    },
    folderFor: async (name) => {
      const path = join(folder, name);
      await mkdir(path);
      return path;
    },
    close: async () => {
      database.close();
      await discard(folder);
    },
  };
}
