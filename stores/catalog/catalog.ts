import { z } from 'zod';
import type { Code } from '#contracts/codes.ts';
import { ChainHead, type Decision, type DecisionKind, type RecordedDecision } from '#contracts/decision.ts';
import { Digest } from '#contracts/digest.ts';
import { EpochMs } from '#contracts/time.ts';

/** How a closed run ended, in Temporal's words. */
export const RunStatus = z.enum(['completed', 'failed', 'canceled', 'terminated', 'timed-out', 'continued-as-new']);
export type RunStatus = z.infer<typeof RunStatus>;

/** A run of a workflow: one generation, one history. */
export const RunKey = z.strictObject({ workflowId: z.string(), runId: z.string() });
export type RunKey = z.infer<typeof RunKey>;

/** What the archive knows of a closed run; all of it can be read from the run's history. */
export const RunRecord = z.strictObject({
  ...RunKey.shape,
  /** The first of the runs that continue one another. */
  firstRunId: z.string(),
  workflowType: z.string(),
  pipeline: z.string().optional(),
  startedAt: EpochMs,
  closedAt: EpochMs,
  status: RunStatus,
  /** The artifact of the exported history. */
  history: Digest,
  /** The workflow bundle that made the run: its build id. */
  bundle: Digest,
  /** Where the run left its chain; `generation` is the run's own. */
  chain: ChainHead,
});
export type RunRecord = z.infer<typeof RunRecord>;

/** `provisional` as a worker saw it live; `confirmed` once the closed run was replayed. */
export type DecisionStatus = 'provisional' | 'confirmed';

export interface CatalogedDecision extends RecordedDecision {
  readonly status: DecisionStatus;
}

/** Which decisions to look for; what is left out is not asked. */
export interface DecisionQuery {
  readonly workflowId?: string;
  readonly runId?: string;
  readonly firstRunId?: string;
  readonly subjectPrefix?: string;
  readonly kinds?: readonly DecisionKind[];
  readonly codes?: readonly Code[];
  /** Workflow time, inclusive. */
  readonly from?: number;
  /** Workflow time, exclusive. */
  readonly until?: number;
  readonly status?: DecisionStatus;
  /** Oldest first by default; within one time by workflow, run and place in the log. */
  readonly newestFirst?: boolean;
  /** All where it is left out. */
  readonly limit?: number;
}

export interface RunQuery {
  readonly workflowId?: string;
  readonly firstRunId?: string;
  readonly pipeline?: string;
  readonly workflowType?: string;
}

/**
 * A projection of the decisions of all runs, to be searched. Nothing that decides may read it, and it can be deleted and
 * rebuilt from the archived histories at any time.
 *
 * A decision is kept by `(workflow id, run id, seq)`. One workflow id has several runs when it continues as new (`seq`
 * goes on, all have one first run id), when it is started anew later (another first run id, `seq` begins at 0 again), and
 * when it is reset (the same first run id, and the new run tells again what it took over). Each run has its own rows:
 * so a run is confirmed without touching any other, in whatever order; the log of a chain is a query by workflow id and
 * first run id, ordered by `seq`.
 *
 * Every method may throw a `TidegateError` with the code `CATALOG_UNAVAILABLE`; it may then be repeated.
 */
export interface Catalog {
  /**
   * Keeps decisions as a worker saw them, in its order: provisional. One with another hash at the same place replaces
   * the one before and removes the later provisional ones of its run, for a workflow task had been thrown away.
   * Confirmed decisions and archived runs stay as they are.
   */
  record(decisions: readonly RecordedDecision[]): Promise<void>;

  /**
   * Keeps a closed run with the decisions that its replay gave, confirmed, and removes what was provisional of that run.
   * Idempotent; throws `REPLAY_DIVERGED` where the run was confirmed before with other decisions.
   */
  confirmRun(run: RunRecord, decisions: readonly Decision[]): Promise<void>;

  /** Those of the given runs that were not confirmed yet. */
  unarchived(runs: readonly RunKey[]): Promise<RunKey[]>;

  /** Archived runs, in order of start. */
  runs(query?: RunQuery): Promise<RunRecord[]>;

  decisions(query: DecisionQuery): Promise<CatalogedDecision[]>;

  /**
   * The SHA-256 over all archived runs and confirmed decisions in canonical order, without serials and times of
   * ingestion: a rebuilt catalog has the same.
   */
  digest(): Promise<CatalogDigest>;

  /** Removes everything, as before a rebuild. */
  clear(): Promise<void>;

  /** Throws where the catalog does not answer. */
  ping(): Promise<void>;

  /** Looks at the server and the tables without changing them, also before they were made. */
  inspect(): Promise<CatalogInspection>;

  close(): Promise<void>;
}

export interface CatalogDigest {
  readonly digest: Digest;
  readonly runs: number;
  readonly decisions: number;
}

export interface CatalogInspection {
  /** Of the database server, as `18.4`. */
  readonly version: string;
  /** The database server's clock, in epoch milliseconds. */
  readonly now: number;
  /** Migrations that were run, and those that the next use will run. */
  readonly applied: readonly string[];
  readonly pending: readonly string[];
  /** Those among the applied that a later version of Tidegate has run: this one cannot use the tables. */
  readonly unknown: readonly string[];
}
