import type { ModelGate } from '#contracts/check.ts';
import type { Code } from '#contracts/codes.ts';
import type { ChainHead } from '#contracts/decision.ts';
import type { Digest } from '#contracts/digest.ts';
import type { CandidateMeasurements, Evidence } from '#contracts/evaluation.ts';
import type { GateReport } from '#contracts/finding.ts';
import type { NoticeOrder } from '#contracts/notice.ts';
import type { Principal } from '#contracts/principal.ts';
import type { LabelsReady } from '#contracts/rollout.ts';
import type { PromotionSpec } from '#contracts/spec.ts';
import type { Candidate } from '#contracts/training.ts';
import type { Draft } from '#domain/decisions/kind.ts';
import type { promotionDecision } from '#domain/decisions/promotion.ts';
import type { ApprovalFact, StageFact } from '#domain/promotion/promotion-facts.ts';
import type { Approver } from '#domain/promotion/quorum.ts';
import { notBegun, type Rollout } from '#domain/promotion/rollout.ts';
import type { PromotionView, SlotGranted } from './messages.ts';

/** One candidate, with everything that its way is judged by, pinned. */
export interface PromotionInput {
  readonly pipeline: string;
  readonly environment: string;
  readonly candidate: Candidate;
  /** What was live when the promotion began. */
  readonly champion: Candidate | null;
  readonly spec: Digest;
  readonly gate: ModelGate;
  readonly policy: PromotionSpec;
  readonly principals: readonly Principal[];
  /** Who may not approve, because they applied the spec, asked or trained. */
  readonly excluded: readonly string[];
  readonly maxMissing: number;
  readonly notices?: NoticeOrder;
}

export interface PromotionResult {
  readonly version: string;
  readonly outcome: PromotionOutcome;
  readonly code: Code;
  readonly chain: ChainHead;
}
export type PromotionOutcome =
  | 'promoted'
  | 'refused'
  | 'rejected'
  | 'timed-out'
  | 'rolled-back'
  | 'revoked'
  | 'aborted';

export interface Ended {
  readonly outcome: PromotionOutcome;
  readonly code: Code;
  /** What showed it: by what it is. */
  readonly evidence?: Omit<Draft<typeof promotionDecision.forms>['evidence'], 'notes'>;
}

/** A run's state, changed by its handlers and its main function. */
export interface PromotionState {
  readonly input: PromotionInput;
  readonly id: string;
  phase: PromotionView['phase'];
  champion: Candidate | null;
  measurements?: CandidateMeasurements;
  report?: GateReport;
  evidence?: { readonly digest: Digest; readonly content: Evidence };
  approvals: Approver[];
  rejected: boolean;
  granted?: SlotGranted;
  revoked: boolean;
  abortedBy?: string;
  paused: boolean;
  rollout: Rollout;
  /** The windows of the open stage that have labels, and those of them that were compared last. */
  ready: readonly LabelsReady[];
  considered: readonly LabelsReady[];
  /** For the release notes: every approval that came, and every stage that was entered. */
  approvalFacts: ApprovalFact[];
  stages: StageFact[];
  ended?: Ended;
}

export const begin = (input: PromotionInput, id: string): PromotionState => ({
  input,
  id,
  phase: 'measuring',
  champion: input.champion,
  approvals: [],
  rejected: false,
  revoked: false,
  paused: false,
  rollout: notBegun,
  ready: [],
  considered: [],
  approvalFacts: [],
  stages: [],
});
