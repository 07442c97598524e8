import { ApprovalEnvelope } from '#contracts/approval.ts';
import type { Code } from '#contracts/codes.ts';
import type { Digest } from '#contracts/digest.ts';
import { present } from '#contracts/present.ts';
import type { Principal } from '#contracts/principal.ts';
import type { ApprovalPolicy, Approver } from './quorum.ts';
import { isSignedBy } from './signature.ts';

/** The promotion that an approval is for, as pinned in its run. */
export interface ApprovalContext {
  /** Workflow id of the promotion. */
  readonly promotion: string;
  readonly evidence: Digest;
  readonly principals: readonly Principal[];
  readonly policy: ApprovalPolicy;
  /** Names of who applied the spec, asked for the training, or trained. */
  readonly excluded: readonly string[];
  /** Approvals counted so far. */
  readonly counted: readonly Approver[];
  /** Whether the promotion waits for people now. */
  readonly awaiting: boolean;
}

interface Heard extends Approver {
  /** The artifact with the person's reason. */
  readonly reason?: Digest;
}

/** What an envelope comes to; a refusal names a principal only where the signature proved it. */
export type ApprovalOutcome =
  | (Heard & { readonly outcome: 'counted'; readonly code: 'APPROVAL_COUNTED' })
  | (Heard & { readonly outcome: 'rejected'; readonly code: 'APPROVAL_REJECTED' })
  | { readonly outcome: 'refused'; readonly code: Code; readonly principal?: string };

/**
 * Verifies an approval, whichever door it came through: who signed it first, then what it says.
 *
 * An approval needs independence where the policy separates duties, and counts once. A rejection needs a role only: who
 * trained a model, or approved it before, may still stop it.
 */
export function verifyApproval(envelope: unknown, context: ApprovalContext): ApprovalOutcome {
  const parsed = ApprovalEnvelope.safeParse(envelope);
  if (!parsed.success) {
    const onlySignature = parsed.error.issues.every(({ path }) => path.length === 1 && path[0] === 'signature');
    return refused(onlySignature ? 'APPROVAL_SIGNATURE_INVALID' : 'MESSAGE_REFUSED');
  }
  const { statement, signature } = parsed.data;
  if (signature === undefined) return refused('APPROVAL_UNSIGNED');
  const principal = context.principals.find(({ name }) => name === statement.principal);
  if (!principal) return refused('APPROVAL_PRINCIPAL_UNKNOWN');
  if (!isSignedBy(statement, signature, principal.publicKey)) return refused('APPROVAL_SIGNATURE_INVALID');

  const { name } = principal;
  if (!context.awaiting) return refused('APPROVAL_NOT_AWAITED', name);
  if (statement.promotion !== context.promotion || statement.evidence !== context.evidence) {
    return refused('APPROVAL_EVIDENCE_MISMATCH', name);
  }
  const roles = context.policy.roles.filter((role) => principal.roles.includes(role));
  const heard = present({ principal: name, roles, reason: statement.reason });
  const rejects = statement.verdict === 'reject';
  if (!rejects && context.policy.separationOfDuties && context.excluded.includes(name)) {
    return refused('APPROVAL_NOT_INDEPENDENT', name);
  }
  if (roles.length === 0) return refused('APPROVAL_ROLE_MISSING', name);
  if (rejects) return { outcome: 'rejected', code: 'APPROVAL_REJECTED', ...heard };
  if (context.counted.some((approver) => approver.principal === name)) return refused('APPROVAL_REPEATED', name);
  return { outcome: 'counted', code: 'APPROVAL_COUNTED', ...heard };
}

const refused = (code: Code, principal?: string): ApprovalOutcome =>
  present({ outcome: 'refused', code, principal } as const);
