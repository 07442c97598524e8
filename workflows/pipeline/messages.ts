import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import { z } from 'zod';
import { BackfillId } from '#contracts/arrival.ts';
import { Code, type CodeName } from '#contracts/codes.ts';
import { Digest } from '#contracts/digest.ts';
import { PaneDecided } from '#contracts/pane.ts';
import { AppliedShape, type AppliedSpec, Name } from '#contracts/spec.ts';
import { EpochMs } from '#contracts/time.ts';
import { Candidate } from '#contracts/training.ts';

/** A spec to bring into force; `digest` is that of `applied`, which is checked. */
export interface Application {
  readonly digest: Digest;
  readonly applied: AppliedSpec;
  readonly by: string;
  /** Event time: the first window that changes of windows, sources and gates decide; chosen by each stream where it is left out. */
  readonly fromWindow?: number;
}
export const ApplicationShape = z.strictObject({
  digest: Digest,
  by: z.string().min(1),
  applied: AppliedShape,
  fromWindow: EpochMs.optional(),
});
// An update: whoever applies must know whether it is in force.
export const applyUpdate = defineUpdate<
  {
    readonly code: CodeName;
    readonly spec: Digest;
    readonly changed: readonly string[];
    /** The changes that take effect at a window boundary. */
    readonly atWindow: readonly string[];
  },
  [Application]
>('apply');

/** A range of history, by event time, to go through a stream of its own. */
export const Backfill = z.strictObject({
  id: BackfillId,
  partition: z.string(),
  from: EpochMs,
  to: EpochMs,
  by: z.string().min(1),
});
export type Backfill = z.infer<typeof Backfill>;
export interface BackfillBegun {
  readonly stream: string;
  /** False where one of this id fills another range. */
  readonly begun: boolean;
}
// An update: whoever begins one must know where to announce to.
export const backfillUpdate = defineUpdate<BackfillBegun, [Backfill]>('backfill');

/** Ends a pipeline. `reason`: the artifact that says why. `now`: also while trainings, promotions or backfills are under way. */
export const Removal = z.strictObject({
  by: z.string().min(1),
  reason: Digest.optional(),
  now: z.boolean().optional(),
});
export type Removal = z.infer<typeof Removal>;
// An update: whoever removes it must know whether something is in the way.
export const removeUpdate = defineUpdate<{ readonly code: CodeName; readonly streams: readonly string[] }, [Removal]>(
  'remove',
);

/** Lets a pipeline go on under another name. `reason`: the artifact that says why. */
export const Renaming = z.strictObject({ to: Name, by: z.string().min(1), reason: Digest.optional() });
export type Renaming = z.infer<typeof Renaming>;
// An update: whoever renames it must know whether something is in the way.
export const renameUpdate = defineUpdate<{ readonly code: CodeName; readonly to: string }, [Renaming]>('rename');

/** A stream ended: nothing more comes from it. */
export const StreamEnded = z.strictObject({ partition: z.string() });
export const streamEndedSignal = defineSignal<[z.infer<typeof StreamEnded>]>('streamEnded');

/** Panes of a partition that were decided, in order. */
export const PanesDecided = z.strictObject({ partition: z.string(), panes: z.array(PaneDecided).min(1).max(1_000) });
export type PanesDecided = z.infer<typeof PanesDecided>;
export const panesDecidedSignal = defineSignal<[PanesDecided]>('panesDecided');

/** A training ended; with a candidate where it completed. */
export const TrainingDecided = z.strictObject({
  request: Digest,
  outcome: z.enum(['completed', 'failed']),
  code: Code,
  candidate: Candidate.optional(),
});
export type TrainingDecided = z.infer<typeof TrainingDecided>;
export const trainingDecidedSignal = defineSignal<[TrainingDecided]>('trainingDecided');

export const PromotionDecided = z.strictObject({
  model: z.string(),
  version: z.string(),
  outcome: z.string(),
  code: Code,
});
export type PromotionDecided = z.infer<typeof PromotionDecided>;
export const promotionDecidedSignal = defineSignal<[PromotionDecided]>('promotionDecided');

/** What is live has changed: the next promotion compares with it. */
export const ChampionChanged = z.strictObject({ champion: Candidate.nullable() });
export const championChangedSignal = defineSignal<[z.infer<typeof ChampionChanged>]>('championChanged');

/** A person requests a training now. The nonce makes a repeated request for the same data a separate training. */
export const TrainNow = z.strictObject({ by: z.string().min(1), nonce: z.string().min(1).max(100) });
export type TrainNow = z.infer<typeof TrainNow>;
export const trainNowSignal = defineSignal<[TrainNow]>('trainNow');

export interface PipelineView {
  readonly pipeline: string;
  readonly spec: string;
  readonly appliedBy: string;
  readonly partitions: readonly string[];
  /** Partitions of backfills: `…/backfill-{id}`. */
  readonly backfills: readonly string[];
  readonly model?: string;
  /** Streams that are drained before it ends; absent while nobody removes it. */
  readonly removing?: readonly string[];
  /** The name under which it goes on, and the streams that do not yet. */
  readonly renaming?: { readonly to: string; readonly waiting: readonly string[] };
  /** Published windows by feed that a training could use. */
  readonly published: Readonly<Record<string, number>>;
  readonly trainings: readonly {
    readonly id: string;
    readonly nonce: string;
    readonly outcome: string;
    readonly code?: string;
  }[];
  readonly promotions: readonly { readonly id: string; readonly version: string; readonly outcome: string }[];
}
export const stateQuery = defineQuery<PipelineView>('state');
