import { type Kysely, sql, type Transaction } from 'kysely';
import type { RunKey } from '../catalog.ts';
import type { CatalogTables, NewDecision } from './tables.ts';

export type Db = Kysely<CatalogTables>;
export type Tx = Transaction<CatalogTables>;

/** Rows of one insert: a statement holds at most 65,535 parameters. */
const rowsPerInsert = 1_000;

/** Begins a transaction as the only writer of a schema: what it reads stays so until it is committed. */
export function writeAlone<T>(db: Db, schema: string, write: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`tidegate.catalog.${schema}`}, 0))`.execute(tx);
    return write(tx);
  });
}

export async function insertDecisions(tx: Tx, rows: readonly NewDecision[]): Promise<void> {
  for (let from = 0; from < rows.length; from += rowsPerInsert) {
    await tx
      .insertInto('decisions')
      .values(rows.slice(from, from + rowsPerInsert))
      .execute();
  }
}

/** Those of some runs that are archived. */
export async function archivedAmong(db: Db, runs: readonly RunKey[]): Promise<RunKey[]> {
  const workflowIds = runs.map((run) => run.workflowId);
  const runIds = runs.map((run) => run.runId);
  return db
    .selectFrom('runs')
    .where(sql<boolean>`(workflow_id, run_id) in (select * from unnest(${workflowIds}::text[], ${runIds}::text[]))`)
    .select(['workflow_id as workflowId', 'run_id as runId'])
    .execute();
}

/** One text for a run. */
export const runText = ({ workflowId, runId }: RunKey): string => `${runId} ${workflowId}`;
