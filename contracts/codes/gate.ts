import type { Meanings } from './meaning.ts';

/** Codes about what gates, and then people, decide on findings. */
export const gate = {
  GATE_PASSED: { cause: 'No check of severity error failed.', remedy: 'Nothing to do.' },
  GATE_FAILED: { cause: 'At least one check of severity error failed.', remedy: 'See the findings.' },
  GATE_INCONCLUSIVE: {
    cause: 'A check could not tell, and none failed.',
    remedy: 'See the findings; the spec says what happens now.',
  },
  GATE_ERROR: { cause: 'A check could not run.', remedy: 'See the findings.' },
  ROWS_QUARANTINED: {
    cause: 'Rows that break a check were set aside.',
    remedy: 'Look at the quarantine artifact: each row has its reasons.',
  },
  QUARANTINE_RELEASED: {
    cause: 'A person released rows that a gate had set aside: the window got one more pane with them.',
    remedy: 'Nothing to do: later decisions that rely on the ruling name it.',
  },
  QUARANTINE_DISCARDED: {
    cause: 'A person refused rows for good that a gate had set aside.',
    remedy: 'Nothing to do: the ledger counts them as rejected.',
  },
  QUARANTINE_ABSENT: {
    cause: 'No such rows are set aside in this pane, or no row among them has the reason that was named.',
    remedy: 'Look at `tidegate quarantine list` and `show`.',
  },
  QUARANTINE_OUTDATED: {
    cause: 'The window has a newer pane, which set rows aside anew.',
    remedy: 'Rule on the quarantine of the newest pane: see `tidegate quarantine list`.',
  },
  QUARANTINE_PANE_UNDECIDED: {
    cause: 'A pane of this window is in its gate, or held.',
    remedy: 'Wait until it is decided, or answer its hold; then rule on what it set aside.',
  },
  QUARANTINE_FORGOTTEN: {
    cause: 'The stream no longer keeps a record of what came for this window, so it can get no further pane.',
    remedy: 'Discard the rows, or announce them again as a batch for a window that is open.',
  },
  RULINGS_TOO_MANY: {
    cause: 'The stream cannot keep any more rulings.',
    remedy: 'Rule on more rows at once, by their reason; correct the source.',
  },
  QUARANTINE_ABOVE_TOLERANCE: {
    cause: 'More rows break checks than the gate tolerates.',
    remedy: 'Mend the source and send a correction.',
  },
  REMEDIATED: {
    cause: 'A declared remediation repaired the data.',
    remedy: 'Nothing to do; the step and its counts are recorded.',
  },
  PANE_PUBLISHED: { cause: 'The pane passed its gate and is the newest of its window.', remedy: 'Nothing to do.' },
  PANE_REJECTED: { cause: 'The pane failed its gate and the spec says reject.', remedy: 'Send a correction.' },
  PANE_HELD: { cause: 'The gate could not tell, or failed, and the spec says hold.', remedy: 'Resolve the hold.' },
  SUPERSEDED_BEFORE_PUBLISH: { cause: 'A later pane of the window was published first.', remedy: 'Nothing to do.' },
  HOLD_RELEASED: { cause: 'A person resolved the hold.', remedy: 'Nothing to do.' },
  HOLD_REJECTED: { cause: 'A person refused what was held.', remedy: 'Nothing to do.' },
  HOLD_REMEDIATED: {
    cause: 'A person had the declared repairs run on what is held.',
    remedy: 'Nothing to do: the gate judges what they left.',
  },
  HOLD_REMINDED: {
    cause: 'A hold has waited for a person for another `remindEvery`.',
    remedy: 'Resolve the hold: `tidegate holds`.',
  },
  REREQUESTED: {
    cause: 'A pane could not be repaired: its source was asked for the rows again, and the pane waits.',
    remedy: 'Send a correction, or what is missing, until the instant that the decision names.',
  },
  REREQUEST_ANSWERED: {
    cause:
      'A source that was asked for rows again sent some. They made another pane of the window, which replaces the one that waited.',
    remedy: 'Nothing to do.',
  },
  REREQUEST_UNANSWERED: {
    cause: 'A source that was asked for rows again did not send them in time.',
    remedy: 'The pane waits for a person, see `tidegate holds`, or was rejected, as `onFail` of its gate says.',
  },
  REREQUEST_UNDELIVERED: {
    cause: 'The receiver of a source refused a request for rows, or did not answer.',
    remedy: 'Ask the source by another way; correct its `receipts` in the spec.',
  },
  HOLD_OVERDUE: {
    cause: 'Nobody resolved the hold before its deadline.',
    remedy: 'Find out who should have. If the spec says `stay`, resolve it now: `tidegate holds`.',
  },
  HOLD_TIMED_OUT: {
    cause: 'The deadline of the hold passed, and `onTimeout` was applied.',
    remedy: 'Nothing to do; a correction gives the window another pane.',
  },
  HOLD_ABSENT: {
    cause: 'The pane is not held: its gate is at work, or it is decided.',
    remedy: 'See `tidegate holds list`.',
  },
  CHECK_WAIVED: {
    cause: 'A check did not pass, but does not block, because a person waived it.',
    remedy: 'The waiver, which the decision names as its evidence, says who, why and until when.',
  },
  WAIVER_TOO_NARROW: {
    cause: 'The waiver leaves out checks that block the pane.',
    remedy: 'Name every check that blocks it, or leave the scope out.',
  },
  WAIVER_EXPIRED: {
    cause: 'The waiver ends before it begins.',
    remedy: 'Name an end that is still to come, or none: then it is about this pane only.',
  },
  NOTHING_TO_REMEDIATE: {
    cause: 'The gate declares no repair, and no check about single rows whose offenders could be set aside.',
    remedy: 'Declare `remediate`, or accept or reject what is held.',
  },
} as const satisfies Meanings;
