import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import { z } from 'zod';
import type { CodeName } from '#contracts/codes.ts';
import type { Evidence } from '#contracts/evaluation.ts';
import type { LabelsReady } from '#contracts/rollout.ts';
import { Candidate } from '#contracts/training.ts';

export interface ApprovalAnswer {
  readonly outcome: 'counted' | 'rejected' | 'refused';
  readonly code: CodeName;
}

/** An `ApprovalEnvelope`; whatever else comes is refused by a decision. The verdict stands in the signed statement. */
export const approveSignal = defineSignal<[unknown]>('approve');
export const rejectSignal = defineSignal<[unknown]>('reject');
// The same as updates, for people who want to know at once whether it counted.
export const approveUpdate = defineUpdate<ApprovalAnswer, [unknown]>('approve');
export const rejectUpdate = defineUpdate<ApprovalAnswer, [unknown]>('reject');

const epoch = z.number().int();

/** `champion` is what is live now: where it is not what the evidence compared with, the approvals are void. */
export const SlotGranted = z.strictObject({ epoch, champion: Candidate.nullable() });
export type SlotGranted = z.infer<typeof SlotGranted>;
export const slotGrantedSignal = defineSignal<[SlotGranted]>('slotGranted');

/** Another promotion waits for the slot. It changes nothing: a holder that cannot be told is gone, and loses the slot. */
export const slotAwaitedSignal = defineSignal<[{ readonly epoch: number }]>('slotAwaited');

export const SlotRevoked = z.strictObject({ epoch, code: z.string() });
export const slotRevokedSignal = defineSignal<[z.infer<typeof SlotRevoked>]>('slotRevoked');

export const labelsReadySignal = defineSignal<[LabelsReady]>('labelsReady');

/** A pane was scored in the open stage. */
export const PaneScored = z.strictObject({ epoch, start: z.number().int() });
export const paneScoredSignal = defineSignal<[z.infer<typeof PaneScored>]>('paneScored');

export const pauseSignal = defineSignal('pause');
export const resumeSignal = defineSignal('resume');

export const Abort = z.strictObject({ by: z.string().min(1) });
export const abortSignal = defineSignal<[z.infer<typeof Abort>]>('abort');

export interface PromotionView {
  readonly model: string;
  readonly version: string;
  readonly phase: 'measuring' | 'approval' | 'queued' | 'rollout' | 'decided';
  readonly verdict?: string;
  readonly evidence?: { readonly digest: string; readonly content: Evidence };
  readonly approvals: readonly { readonly principal: string; readonly role: string }[];
  readonly missingRoles: readonly string[];
  readonly stage?: string;
  readonly looks: number;
  readonly outcome?: string;
}
export const stateQuery = defineQuery<PromotionView>('state');
