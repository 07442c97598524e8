import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import { z } from 'zod';
import type { PaneDecided } from '#contracts/pane.ts';
import type { Standing } from '#domain/time/explain.ts';

/** Announcements, as `ArriveMessage`; whatever else comes is refused by a decision. */
export const arriveSignal = defineSignal<[unknown]>('arrive');
/** A source's assertion, as `WatermarkAssertion`. */
export const advanceWatermarkSignal = defineSignal<[unknown]>('advanceWatermark');
export const paneDecidedSignal = defineSignal<[PaneDecided]>('paneDecided');
/** The digest of a newly applied spec, for panes that fire from now on. */
export const specAppliedSignal = defineSignal<[string]>('specApplied');
export const pauseSignal = defineSignal('pause');
export const resumeSignal = defineSignal('resume');
/** Asks for the whole state, by a sink to which only `tidegate stream recover` listens, in a replay. */
export const tellStateSignal = defineSignal('tellState');

/** An arrival that is held because it would move the watermark too far. */
export const JumpResolution = z.strictObject({
  source: z.string(),
  id: z.string(),
  verdict: z.enum(['release', 'refuse']),
  by: z.string(),
});
export type JumpResolution = z.infer<typeof JumpResolution>;
// An update, for the person wants to know whether there was such a hold.
export const resolveHoldUpdate = defineUpdate<{ readonly resolved: boolean }, [JumpResolution]>('resolveHold');

export interface StreamView {
  readonly pipeline: string;
  readonly partition: string;
  readonly spec: string;
  readonly paused: boolean;
  /** Batches of announcements that wait to be decided. */
  readonly backlog: number;
  /** Panes whose gate runs or waits to run. */
  readonly panesOpen: number;
  readonly arrivals: number;
  readonly segments: number;
  /** Why each open window has not fired. */
  readonly standing: Standing;
}
export const stateQuery = defineQuery<StreamView>('state');
