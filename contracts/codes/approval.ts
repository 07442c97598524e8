import type { Meanings } from './meaning.ts';

/** Codes about approvals. */
export const approval = {
  APPROVAL_REQUESTED: { cause: 'The candidate passed its gate and waits for people.', remedy: 'Approve or reject it.' },
  APPROVAL_COUNTED: { cause: 'A valid approval was counted.', remedy: 'Nothing to do.' },
  APPROVAL_QUORUM: { cause: 'All needed approvals are there.', remedy: 'Nothing to do.' },
  APPROVAL_UNSIGNED: { cause: 'The approval carries no signature.', remedy: 'Use `tidegate approve`.' },
  APPROVAL_SIGNATURE_INVALID: {
    cause: "The signature does not match the principal's key.",
    remedy: "Use the key that the pipeline's access section names.",
  },
  APPROVAL_PRINCIPAL_UNKNOWN: {
    cause: 'Nobody of this name is among the pinned principals.',
    remedy: 'Add the principal and apply again; the next promotion knows it.',
  },
  APPROVAL_ROLE_MISSING: {
    cause: 'The principal has none of the roles that may approve.',
    remedy: 'Ask somebody of the roles that the spec names.',
  },
  APPROVAL_NOT_INDEPENDENT: {
    cause: 'The principal applied the spec, asked for the training or trained the model.',
    remedy: 'Ask somebody else.',
  },
  APPROVAL_EVIDENCE_MISMATCH: {
    cause: "The approval is for other evidence than the promotion's.",
    remedy: 'Read the present evidence and approve it anew.',
  },
  APPROVAL_REPEATED: { cause: 'The principal has approved already.', remedy: 'Nothing to do: it counts once.' },
  APPROVAL_NOT_AWAITED: { cause: 'The promotion is not waiting for approvals.', remedy: 'Nothing to do.' },
  APPROVAL_REJECTED: { cause: 'A principal rejected the candidate.', remedy: 'Read the reason; train anew.' },
  APPROVAL_TIMED_OUT: {
    cause: 'The quorum was not reached before the deadline.',
    remedy: 'Ask for the training again.',
  },
} as const satisfies Meanings;
