import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { CodeName } from '#contracts/codes.ts';
import type { Evidence } from '#contracts/evaluation.ts';
import type { LabelsReady } from '#contracts/rollout.ts';
import type { Candidate } from '#contracts/training.ts';

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

/** `champion` is what is live now: where it is not what the evidence compared with, the approvals are void. */
export const slotGrantedSignal =
  defineSignal<[{ readonly epoch: number; readonly champion: Candidate | null }]>('slotGranted');
/** Another promotion waits for the slot. It changes nothing: a holder that cannot be told is gone, and loses the slot. */
export const slotAwaitedSignal = defineSignal<[{ readonly epoch: number }]>('slotAwaited');
export const slotRevokedSignal = defineSignal<[{ readonly epoch: number; readonly code: CodeName }]>('slotRevoked');
export const labelsReadySignal = defineSignal<[LabelsReady]>('labelsReady');
/** A pane was scored in the open stage. */
export const paneScoredSignal = defineSignal<[{ readonly epoch: number; readonly start: number }]>('paneScored');
export const pauseSignal = defineSignal('pause');
export const resumeSignal = defineSignal('resume');
export const abortSignal = defineSignal<[{ readonly by: string }]>('abort');

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
