import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import { z } from 'zod';
import type { CodeName } from '#contracts/codes.ts';
import { Column } from '#contracts/contract.ts';
import { Digest } from '#contracts/digest.ts';
import type { PaneDecided } from '#contracts/pane.ts';
import type { RulingRequest } from '#contracts/quarantine.ts';
import { ReceiptOrder } from '#contracts/receipt.ts';
import type { Asked } from '#contracts/rerequest.ts';
import { AppliedShape, type AppliedSpec, Name as PipelineName } from '#contracts/spec.ts';
import { EpochMs } from '#contracts/time.ts';
import type { Window } from '#contracts/window.ts';
import type { Standing } from '#domain/time/explain.ts';
import type { StreamPolicy } from './state.ts';

/** Announcements, as `ArriveMessage`; whatever else comes is refused by a decision. */
export const arriveSignal = defineSignal<unknown[]>('arrive');
/** A source's assertion, as `WatermarkAssertion`. */
export const advanceWatermarkSignal = defineSignal<[unknown]>('advanceWatermark');
export const paneDecidedSignal = defineSignal<[PaneDecided]>('paneDecided');
/**
 * The digest of a newly applied spec, for panes that fire from now on; with the columns of its contracts, and who hears of arrivals,
 * where they changed. Where windows, sources or gates changed, the whole of it, and from which window on, where somebody said so.
 */
export const SpecApplied = z.union([
  Digest,
  z.strictObject({
    spec: Digest,
    columns: z.record(z.string(), z.array(Column)).exactOptional(),
    receipts: z.record(z.string(), ReceiptOrder).exactOptional(),
  }),
  z.strictObject({ spec: Digest, applied: AppliedShape, from: EpochMs.optional() }),
]);
export type SpecApplied =
  | Digest
  | ({ readonly spec: Digest } & Partial<Pick<StreamPolicy, 'columns' | 'receipts'>>)
  | { readonly spec: Digest; readonly applied: AppliedSpec; readonly from?: number };
export const specAppliedSignal = defineSignal<[SpecApplied]>('specApplied');
export const pauseSignal = defineSignal('pause');
export const resumeSignal = defineSignal('resume');
/** The pipeline is removed: the stream drains, also where it was paused. */
export const pipelineRemovedSignal = defineSignal<[{ readonly by: string }]>('pipelineRemoved');
/** The pipeline goes on under another name: so does the stream, once its gates have answered. */
export const Renaming = z.strictObject({ to: PipelineName, by: z.string().min(1) });
export type Renaming = z.infer<typeof Renaming>;
export const pipelineRenamedSignal = defineSignal<[Renaming]>('pipelineRenamed');
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

/** Sets a source's watermark back to `to` (epoch milliseconds): windows that end after it wait again. */
export const Rewinding = z.strictObject({ source: z.string(), to: EpochMs, by: z.string().min(1) });
export type Rewinding = z.infer<typeof Rewinding>;
/** How a person's request to open windows again was answered. */
export interface Reopened {
  readonly code: CodeName;
  /** Windows that wait again, or that got one more pane. */
  readonly windows: number;
  /** Event time: no window that ends at or before it can be opened again, for the stream forgot what came for it. */
  readonly forgotten: number | null;
}

export const rewindUpdate = defineUpdate<Reopened, [Rewinding]>('rewind');

/** Lets an expired arrival into its windows. */
export const Readmission = z.strictObject({ source: z.string(), id: z.string(), by: z.string().min(1) });
export type Readmission = z.infer<typeof Readmission>;
export const readmitUpdate = defineUpdate<Reopened, [Readmission]>('readmit');

/** How a ruling on quarantined rows was answered: how many, and the pane by which released ones come back. */
export interface QuarantineAnswer {
  readonly code: CodeName;
  readonly rows: number;
  readonly pane?: number;
}
export const resolveQuarantineUpdate = defineUpdate<QuarantineAnswer, [RulingRequest]>('resolveQuarantine');

/** Ends the stream: what waits is decided, every open window fires with what it has, and nothing more is taken. */
export const Draining = z.strictObject({ by: z.string().min(1) });
export type Draining = z.infer<typeof Draining>;
// An update, for whoever ends a stream must know that it heard it.
export const drainUpdate = defineUpdate<{ readonly draining: true }, [Draining]>('drain');

export interface StreamView {
  readonly pipeline: string;
  readonly partition: string;
  readonly spec: string;
  readonly paused: boolean;
  readonly drained: boolean;
  /** Batches of announcements that wait to be decided. */
  readonly backlog: number;
  /** Panes whose gate runs or waits to run. */
  readonly panesOpen: number;
  readonly arrivals: number;
  readonly segments: number;
  /** Earlier specs that still decide windows: those that begin before `until`. The oldest first. */
  readonly former: readonly { readonly spec: string; readonly until: number }[];
  /** Start of the first window that the spec decides; `null` where it decides all. */
  readonly from: number | null;
  /** Why each open window has not fired. */
  readonly standing: Standing;
  /** Sources that held panes had asked for rows again, and until when each had time to answer. */
  readonly asked: readonly (Asked & { readonly feed: string; readonly window: Window; readonly pane: number })[];
}
export const stateQuery = defineQuery<StreamView>('state');
