import { defineQuery, defineUpdate } from '@temporalio/workflow';
import { z } from 'zod';

/** What a person decides about a held pane. */
export const HoldResolution = z.strictObject({ verdict: z.enum(['accept', 'reject']), by: z.string().min(1) });
export type HoldResolution = z.infer<typeof HoldResolution>;
// An update, for the person wants the answer.
export const resolveHoldUpdate = defineUpdate<{ readonly resolved: boolean }, [HoldResolution]>('resolveHold');

export interface WindowView {
  readonly phase: 'measuring' | 'remediating' | 'held' | 'decided';
  readonly verdict?: string;
  readonly snapshot?: string;
  readonly report?: string;
}
export const stateQuery = defineQuery<WindowView>('state');
