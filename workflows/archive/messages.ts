import { defineQuery, defineSignal } from '@temporalio/workflow';
import { z } from 'zod';

/** A run that is about to close or to continue as new. */
export const ClosingRun = z.object({ workflowId: z.string(), runId: z.string(), workflowType: z.string() });
export type ClosingRun = z.infer<typeof ClosingRun>;

export const runClosingSignal = defineSignal<[ClosingRun]>('runClosing');

export interface ArchiveView {
  /** Runs that were told of and are not confirmed yet. */
  readonly pending: number;
  readonly confirmed: number;
  readonly diverged: number;
}
export const stateQuery = defineQuery<ArchiveView>('state');
