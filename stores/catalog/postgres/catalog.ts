import { sql } from 'kysely';
import type { Catalog } from '../catalog.ts';
import { confirmRun } from './confirming.ts';
import { connect } from './connection.ts';
import { digestCatalog } from './digest.ts';
import { archivedAmong, runText, writeAlone } from './inserting.ts';
import { inspect } from './inspecting.ts';
import { findDecisions, findRuns } from './reading.ts';
import { record } from './recording.ts';

/** A catalog in one schema of a PostgreSQL database. */
export function openPostgresCatalog(url: string, schema: string): Catalog {
  const { use, look, close } = connect(url, schema);
  return {
    record: (decisions) => use((db) => record(db, schema, decisions)),
    confirmRun: (run, decisions) => use((db) => confirmRun(db, schema, run, decisions)),
    unarchived: (runs) =>
      use(async (db) => {
        const archived = new Set((await archivedAmong(db, runs)).map(runText));
        return runs.filter((run) => !archived.has(runText(run)));
      }),
    runs: (query) => use((db) => findRuns(db, query)),
    decisions: (query) => use((db) => findDecisions(db, query)),
    digest: () => use(digestCatalog),
    clear: () =>
      use((db) =>
        writeAlone(db, schema, async (tx) => {
          await tx.deleteFrom('decisions').execute();
          await tx.deleteFrom('runs').execute();
        }),
      ),
    ping: () =>
      use(async (db) => {
        await sql`select 1`.execute(db);
      }),
    inspect: () => look((db) => inspect(db, schema)),
    close,
  };
}
