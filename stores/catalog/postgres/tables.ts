import type { ColumnType, Insertable, Selectable } from 'kysely';
import type { DecisionStatus, RunStatus } from '../catalog.ts';

/** A closed run. Key: `workflow_id`, `run_id`. Times are epoch milliseconds. */
export interface RunsTable {
  workflow_id: string;
  run_id: string;
  first_run_id: string;
  workflow_type: string;
  pipeline: string | null;
  started_at: number;
  closed_at: number;
  status: RunStatus;
  history: string;
  bundle: string;
  chain_head: string;
  chain_length: number;
  generation: number;
  archived_at: ColumnType<Date, never, never>;
}

/**
 * A decision. Key: `workflow_id`, `run_id`, `seq`. The document is the decision's canonical JSON, and the only column
 * that is read back; the columns from `subject` to `numbers` are taken from it to be searched.
 */
export interface DecisionsTable {
  workflow_id: string;
  run_id: string;
  seq: number;
  first_run_id: string;
  workflow_type: string;
  generation: number;
  status: DecisionStatus;
  hash: string;
  at: number;
  subject: string;
  kind: string;
  outcome: string;
  code: string;
  actor: string | null;
  numbers: string;
  document: string;
  recorded_at: ColumnType<Date, never, never>;
}

export interface CatalogTables {
  runs: RunsTable;
  decisions: DecisionsTable;
}

export type NewRun = Insertable<RunsTable>;
export type NewDecision = Insertable<DecisionsTable>;
export type RunRow = Omit<Selectable<RunsTable>, 'archived_at'>;
