import type { Digest } from '#contracts/digest.ts';

/** A run that is about to close or to continue as new. */
export interface ClosingRun {
  readonly workflowId: string;
  readonly runId: string;
  readonly workflowType: string;
}

/** `unsealed`: it was ended from outside, without a result that seals its log. `history` is the exported artifact. */
export type ArchiveOutcome = ClosingRun &
  (
    | { readonly outcome: 'open' }
    | { readonly outcome: 'confirmed' | 'unsealed' | 'diverged'; readonly decisions: number; readonly history: Digest }
  );

export interface ArchiveActivities {
  /**
   * Exports each closed run's history, replays it with the bundle that made it, and confirms its decisions in the catalog.
   * Idempotent. It waits briefly for a run that is still open, and then reports it as `open`.
   */
  archiveRuns(input: { readonly runs: readonly ClosingRun[] }): Promise<readonly ArchiveOutcome[]>;
  /** Closed runs of Tidegate's workflows that were neither exported nor set aside yet. */
  findUnarchived(input: { readonly limit: number }): Promise<readonly ClosingRun[]>;
}
