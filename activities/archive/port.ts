
/** A run that is about to close or to continue as new. */
export interface ClosingRun {
  readonly workflowId: string;
  readonly runId: string;
  readonly workflowType: string;
}

export interface ArchiveOutcome {
  readonly workflowId: string;
  readonly runId: string;
  readonly outcome: 'confirmed' | 'diverged' | 'open';
  readonly decisions: number;
}

export interface ArchiveActivities {
  /** Exports each closed run's history, replays it with the bundle that made it, and confirms its decisions in the catalog. */
  archiveRuns(input: { readonly runs: readonly ClosingRun[] }): Promise<readonly ArchiveOutcome[]>;
}
