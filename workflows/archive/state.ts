import type { ChainHead } from '#contracts/decision.ts';
import type { ClosingRun } from './messages.ts';

/** All that the archive knows; plain JSON, carried over continue-as-new. */
export interface ArchiveState {
  pending: ClosingRun[];
  confirmed: number;
  diverged: number;
  /** When gaps are looked for next; wall time. */
  sweepAt: number;
  readonly chain?: ChainHead;
}

export const begin = (now: number): ArchiveState => ({ pending: [], confirmed: 0, diverged: 0, sweepAt: now });

/** Adds runs that are not known yet. */
export function enlist(state: ArchiveState, runs: readonly ClosingRun[]): void {
  const known = new Set(state.pending.map(({ runId }) => runId));
  state.pending.push(...runs.filter(({ runId }) => !known.has(runId)));
}
