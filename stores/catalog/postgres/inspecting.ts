import { type Kysely, sql } from 'kysely';
import type { CatalogInspection } from '../catalog.ts';
import { standingOfMigrations } from './migrations.ts';

/** Looks at the server's version and clock, and at the tables of a schema. */
export async function inspect<T>(db: Kysely<T>, schema: string): Promise<CatalogInspection> {
  const migrations = await standingOfMigrations(db, schema);
  const { rows } = await sql<{ version: string; now: number }>`
    select current_setting('server_version') as version,
           (extract(epoch from clock_timestamp()) * 1000)::bigint as now`.execute(db);
  const [server = { version: '', now: 0 }] = rows;
  return { ...server, ...migrations };
}
