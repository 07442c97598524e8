import { type Kysely, sql } from 'kysely';
import { DEFAULT_MIGRATION_TABLE, type Migration, Migrator } from 'kysely/migration';

/** Compared by code point everywhere: the canonical order must not depend on a database's locale. */
const text = sql`text collate "C"`;

const runsAndDecisions: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('runs')
      .addColumn('workflow_id', text, (column) => column.notNull())
      .addColumn('run_id', text, (column) => column.notNull())
      .addColumn('first_run_id', text, (column) => column.notNull())
      .addColumn('workflow_type', text, (column) => column.notNull())
      .addColumn('pipeline', text)
      .addColumn('started_at', 'bigint', (column) => column.notNull())
      .addColumn('closed_at', 'bigint', (column) => column.notNull())
      .addColumn('status', text, (column) => column.notNull())
      .addColumn('history', text, (column) => column.notNull())
      .addColumn('bundle', text, (column) => column.notNull())
      .addColumn('chain_head', text, (column) => column.notNull())
      .addColumn('chain_length', 'integer', (column) => column.notNull())
      .addColumn('generation', 'integer', (column) => column.notNull())
      .addColumn('archived_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
      .addPrimaryKeyConstraint('runs_key', ['workflow_id', 'run_id'])
      .execute();
    await db.schema
      .createTable('decisions')
      .addColumn('workflow_id', text, (column) => column.notNull())
      .addColumn('run_id', text, (column) => column.notNull())
      .addColumn('seq', 'integer', (column) => column.notNull())
      .addColumn('first_run_id', text, (column) => column.notNull())
      .addColumn('workflow_type', text, (column) => column.notNull())
      .addColumn('generation', 'integer', (column) => column.notNull())
      .addColumn('status', text, (column) => column.notNull().check(sql`status in ('provisional', 'confirmed')`))
      .addColumn('hash', text, (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('subject', text, (column) => column.notNull())
      .addColumn('kind', text, (column) => column.notNull())
      .addColumn('outcome', text, (column) => column.notNull())
      .addColumn('code', text, (column) => column.notNull())
      .addColumn('actor', text)
      .addColumn('numbers', 'jsonb', (column) => column.notNull())
      // Not `jsonb`: `json` keeps the canonical text byte for byte, and takes the escaped characters that `jsonb` refuses.
      .addColumn('document', 'json', (column) => column.notNull())
      .addColumn('recorded_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
      .addPrimaryKeyConstraint('decisions_key', ['workflow_id', 'run_id', 'seq'])
      .execute();
    await createIndexes(db, 'runs', { runs_by_pipeline: ['pipeline', 'started_at'] });
    await createIndexes(db, 'decisions', {
      decisions_by_time: ['at'],
      decisions_by_subject: ['subject', 'at'],
      decisions_by_kind: ['kind', 'at'],
      decisions_by_code: ['code', 'at'],
      decisions_by_chain: ['workflow_id', 'first_run_id', 'seq'],
    });
  },
};

async function createIndexes(db: Kysely<unknown>, table: string, indexes: Record<string, string[]>): Promise<void> {
  for (const [name, columns] of Object.entries(indexes)) {
    await db.schema.createIndex(name).on(table).columns(columns).execute();
  }
}

/** In order of name; one that has been released is never changed. */
const migrations = { '001-runs-and-decisions': runsAndDecisions };

/** Brings a schema's tables up to date; several processes may do so at once, for it happens under an advisory lock. */
export async function migrate<T>(db: Kysely<T>, schema: string): Promise<void> {
  const provider = { getMigrations: async () => migrations };
  const migrator = new Migrator({ db: db.withSchema(schema), provider, migrationTableSchema: schema });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}

/** How a schema's migrations stand, without running any. */
export async function standingOfMigrations<T>(
  db: Kysely<T>,
  schema: string,
): Promise<{ readonly applied: string[]; readonly pending: string[]; readonly unknown: string[] }> {
  const table = sql.table(`${schema}.${DEFAULT_MIGRATION_TABLE}`);
  const found = await sql<{ there: boolean }>`
    select to_regclass(${`${schema}.${DEFAULT_MIGRATION_TABLE}`}) is not null as there`.execute(db);
  const run = found.rows[0]?.there ? (await sql<{ name: string }>`select name from ${table}`.execute(db)).rows : [];
  const known = Object.keys(migrations);
  const applied = run.map(({ name }) => name);
  return {
    applied,
    pending: known.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !known.includes(name)),
  };
}
