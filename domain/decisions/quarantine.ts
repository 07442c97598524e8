import { form, kind } from './kind.ts';
import { code, counts, digest, names, number } from './parts.ts';
import { sourceInWindow, window } from './subjects.ts';

const ruled = names({ pane: number, rows: number });
const ruling = { ruling: digest, quarantine: digest };

/** Rows that a gate set aside, and what a person ruled on them. */
export const quarantineDecision = kind('quarantine', {
  held: form(sourceInWindow, {
    code: code('ROWS_QUARANTINED'),
    /** `codes`: rows by reason; one may have several. */
    numbers: names({ pane: number, rows: number, codes: counts }),
    evidence: names({ quarantine: digest }),
  }),
  released: form(window, { code: code('QUARANTINE_RELEASED'), numbers: ruled, evidence: names(ruling) }),
  /** `account`: of the pane, as it stands without them. */
  discarded: form(window, {
    code: code('QUARANTINE_DISCARDED'),
    numbers: ruled,
    evidence: names({ ...ruling, account: digest }),
  }),
});
