import { condition } from '@temporalio/workflow';
import { approvalDecision } from '#domain/decisions/approval.ts';
import { digestOf } from '#domain/digest.ts';
import { type ApprovalOutcome, verifyApproval } from '#domain/promotion/approvals.ts';
import { quorumReached } from '#domain/promotion/quorum.ts';
import { decide } from '../run/decision-log.ts';
import { notify } from '../run/notify.ts';
import { showPromotion } from './details.ts';
import type { ApprovalAnswer } from './messages.ts';
import type { Ended, PromotionState } from './state.ts';

/** Verifies an envelope, whichever door it came through, and records what it counts for. */
export function takeApproval(state: PromotionState, envelope: unknown): ApprovalAnswer {
  const { input, id, evidence } = state;
  const outcome = verifyApproval(envelope, {
    promotion: id,
    evidence: evidence?.digest ?? digestOf(null),
    principals: input.principals,
    policy: input.policy.approvals,
    excluded: input.excluded,
    counted: state.approvals,
    awaiting: state.phase === 'approval' && evidence !== undefined,
  });
  if (outcome.outcome === 'counted') state.approvals.push({ principal: outcome.principal, roles: outcome.roles });
  if (outcome.outcome === 'rejected') state.rejected = true;
  const who = outcome.principal !== undefined && { principal: outcome.principal };
  state.approvalFacts.push({
    ...who,
    roles: 'roles' in outcome ? outcome.roles : [],
    code: outcome.code,
    at: Date.now(),
  });
  record(state, envelope, outcome);
  showPromotion(state);
  return { outcome: outcome.outcome, code: outcome.code };
}

function record({ id, input, evidence, approvals }: PromotionState, envelope: unknown, outcome: ApprovalOutcome): void {
  decide(
    approvalDecision.draft({
      about: id,
      outcome: outcome.outcome,
      code: outcome.code,
      numbers: { counted: approvals.length, quorum: input.policy.approvals.quorum },
      policy: { spec: input.spec, path: 'promotion.approvals' },
      inputs: { envelope: digestOf(envelope === undefined ? null : envelope) },
      evidence: { toSign: evidence?.digest, reason: 'reason' in outcome ? outcome.reason : undefined },
      actor: outcome.principal,
    }),
  );
}

/** Waits for the quorum; ends the promotion on a reject, at the deadline, or when somebody aborts it. */
export async function awaitApprovals(state: PromotionState): Promise<Ended | undefined> {
  const { approvals: policy } = state.input.policy;
  state.approvals = [];
  state.phase = 'approval';
  showPromotion(state);
  const evidence = { toSign: state.evidence?.digest };
  const asked = { about: state.id, evidence };
  const requested = decide(
    approvalDecision.draft({
      ...asked,
      outcome: 'requested',
      code: 'APPROVAL_REQUESTED',
      numbers: { quorum: policy.quorum },
    }),
  );
  notify(state.input.notices, requested);
  const reached = () => quorumReached(state.approvals, policy);
  const inTime = await condition(() => reached() || state.rejected || state.abortedBy !== undefined, policy.deadline);
  if (state.abortedBy !== undefined) return { outcome: 'aborted', code: 'PROMOTION_ABORTED' };
  if (state.rejected) return { outcome: 'rejected', code: 'APPROVAL_REJECTED', evidence };
  if (!inTime) return { outcome: 'timed-out', code: 'APPROVAL_TIMED_OUT', evidence };
  const numbers = { counted: state.approvals.length };
  decide(approvalDecision.draft({ ...asked, outcome: 'quorum', code: 'APPROVAL_QUORUM', numbers }));
  return undefined;
}
