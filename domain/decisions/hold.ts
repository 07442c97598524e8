import { form, kind } from './kind.ts';
import { code, digest, names, number } from './parts.ts';
import { window } from './subjects.ts';

const pane = names({ pane: number });
const waits = { numbers: names({ pane: number, since: number, reminded: number }) };

/** By a person, or at the deadline. */
const answer = {
  code: code('HOLD_RELEASED', 'HOLD_REJECTED', 'HOLD_REMEDIATED', 'HOLD_TIMED_OUT'),
  numbers: pane,
  evidence: names({ waiver: digest.optional(), reason: digest.optional() }),
};

/** A pane that waits for a person, by the run of its window: that it waits, how long, and how that ended. */
export const holdDecision = kind('hold', {
  held: form(window, {
    code: code('PANE_HELD'),
    numbers: pane,
    inputs: names({ snapshot: digest }),
    evidence: names({ report: digest }),
  }),
  reminded: form(window, { code: code('HOLD_REMINDED'), ...waits }),
  overdue: form(window, { code: code('HOLD_OVERDUE'), ...waits }),
  accept: form(window, answer),
  reject: form(window, answer),
  remediate: form(window, answer),
  /** A newer pane of its window has all its rows. */
  superseded: form(window, { code: code('SUPERSEDED_BEFORE_PUBLISH'), numbers: names({ pane: number, by: number }) }),
});
