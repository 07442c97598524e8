import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import { z } from 'zod';
import type { CodeName } from '#contracts/codes.ts';
import { Digest } from '#contracts/digest.ts';
import type { PaneDecided } from '#contracts/pane.ts';
import type { SlotRequest, StageChange } from '#contracts/rollout.ts';

export const requestSlotSignal = defineSignal<[SlotRequest]>('requestSlot');

/** The holder gives the slot back; the routes stay as they are. */
export const Release = z.strictObject({ epoch: z.number().int() });
export type Release = z.infer<typeof Release>;
export const releaseSlotSignal = defineSignal<[Release]>('releaseSlot');

export const setStageSignal = defineSignal<[StageChange]>('setStage');

/** Models that came from data which were corrected since: the one that is live is taken back, where it is among them. */
export const Corrected = z.strictObject({ models: z.array(Digest), by: z.string().min(1).max(800) });
export type Corrected = z.infer<typeof Corrected>;
export const correctedSignal = defineSignal<[Corrected]>('corrected');

export const paneDecidedSignal = defineSignal<[PaneDecided]>('paneDecided');

/** The pipeline is removed: nothing is served any more. */
export const Retirement = z.strictObject({ by: z.string().min(1) });
export const retireSignal = defineSignal<[z.infer<typeof Retirement>]>('retire');

/** Its pipeline goes on under another name. */
export const Renamed = z.strictObject({ to: z.string().min(1) });
export const pipelineRenamedSignal = defineSignal<[z.infer<typeof Renamed>]>('pipelineRenamed');

/** A person takes the model that is live back. */
export const Rollback = z.strictObject({ by: z.string().min(1) });
export type Rollback = z.infer<typeof Rollback>;
// An update: whoever rolls back must know what is live now.
export const rollbackUpdate = defineUpdate<{ readonly code: CodeName; readonly live: string | null }, [Rollback]>(
  'rollback',
);

export interface DeploymentView {
  readonly model: string;
  readonly environment: string;
  readonly epoch: number;
  readonly live: string | null;
  readonly predecessor: string | null;
  readonly challenger: string | null;
  readonly stage?: string;
  readonly weight: number;
  readonly slot?: string;
  readonly queue: readonly string[];
  readonly scored: number;
}
export const stateQuery = defineQuery<DeploymentView>('state');
