import { form, kind } from './kind.ts';
import { code, counts, digest, names, number } from './parts.ts';
import { sourceInWindow } from './subjects.ts';

const asked = names({ pane: number, until: number });

/** A source that is asked for its rows again, because of what a gate found of them; `until` in epoch milliseconds of wall time. */
export const rerequestDecision = kind('rerequest', {
  asked: form(sourceInWindow, {
    code: code('REREQUESTED'),
    /** `reasons`: rows by the codes that block. */
    numbers: names({ pane: number, until: number, reasons: counts }),
    inputs: names({ snapshot: digest }),
    evidence: names({ report: digest, account: digest }),
  }),
  undelivered: form(sourceInWindow, { code: code('REREQUEST_UNDELIVERED'), numbers: asked }),
  unanswered: form(sourceInWindow, { code: code('REREQUEST_UNANSWERED'), numbers: asked }),
  answered: form(sourceInWindow, {
    code: code('REREQUEST_ANSWERED'),
    numbers: names({ pane: number, until: number, by: number }),
  }),
});
