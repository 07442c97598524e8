import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '#local/postgres.ts';
import { clusterNote } from '#local/postgres-leftovers.ts';
import { enterableCache, findPostgresUser, isRoot } from '#local/postgres-owner.ts';
import { readSettings } from '#stores/settings.ts';

export interface TestPostgres {
  /** Makes an empty database and answers its URL. */
  emptyDatabase(): Promise<string>;
  /** Ends the server at once, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again on the same data and port. */
  restart(): Promise<void>;
  /** Ends it for good and removes its data. */
  stop(): Promise<void>;
}

/** Starts a PostgreSQL server with data of its own, which go with it. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const home = await mkdtemp(join(tmpdir(), 'tidegate-postgres-'));
  const { cache } = readSettings();
  let server = await startPostgres({ home, cache });
  let databases = 0;
  return {
    emptyDatabase: () => server.createDatabase(`test_${databases++}`),
    kill: () => server.kill(),
    restart: async () => {
      server = await startPostgres({ home, cache, port: server.port });
    },
    stop: async () => {
      await server.stop();
      if (isRoot()) await rm(await dataInCache(home, cache), { recursive: true, force: true });
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** As root the data lie outside the home. */
export async function dataInCache(home: string, cache: string): Promise<string> {
  const name = await readFile(join(home, clusterNote.inHome), 'utf8');
  return join(await enterableCache(cache, await findPostgresUser()), 'clusters', name.trim());
}
