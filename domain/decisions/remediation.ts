import { form, kind } from './kind.ts';
import { code, digest, names, number } from './parts.ts';
import { repair } from './subjects.ts';

/** What a declared repair changed of a source's rows in a pane. */
export const remediationDecision = kind('remediation', {
  applied: form(repair, {
    code: code('REMEDIATED'),
    numbers: names({
      pane: number,
      /** Of repairs; the first is left out. */
      round: number.optional(),
      before: number,
      after: number,
      /** Rows whose values it changed, and of these the ones that lost a value. */
      touched: number.optional(),
      nulled: number.optional(),
    }),
    evidence: names({ snapshot: digest }),
  }),
});
