import type { Code } from '#contracts/codes.ts';
import type { Digest } from '#contracts/digest.ts';
import type { GateReport } from '#contracts/finding.ts';
import type { StageKind } from '#contracts/rollout.ts';
import type { Candidate } from '#contracts/training.ts';

/** An approval, rejection or refusal of one. */
export interface ApprovalFact {
  /** Left out where the signature did not prove who it was. */
  readonly principal?: string;
  readonly roles: readonly string[];
  readonly code: Code;
  readonly at: number;
}

/** A stage that was entered, and the last thing that was said of it. */
export interface StageFact {
  readonly stage: StageKind;
  /** Share of entities that got the candidate's predictions. */
  readonly weight: number;
  readonly begunAt: number;
  readonly code: Code;
  /** Of its last analysis. */
  readonly numbers?: Readonly<Record<string, number>>;
}

/** All that release notes tell of one promotion. Times are epoch milliseconds. */
export interface PromotionFacts {
  /** Workflow id. */
  readonly promotion: string;
  readonly outcome: 'promoted' | 'refused' | 'rolled-back' | 'aborted';
  /** Of the decision that ended it. */
  readonly code: Code;
  readonly at: number;
  readonly candidate: Candidate;
  readonly champion: Candidate | null;
  readonly gate: GateReport;
  /** What the approvers signed. */
  readonly evidence?: Digest;
  readonly approvals: readonly ApprovalFact[];
  readonly stages: readonly StageFact[];
}
