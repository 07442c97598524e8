import { form, kind } from './kind.ts';
import { code, digest, digests, names, number } from './parts.ts';
import { correction } from './subjects.ts';

const acted = {
  code: code('CORRECTION_ACTED'),
  inputs: names({ models: digests.default([]) }),
  evidence: names({ radius: digest }),
};

/** What was made from data that was corrected, and what was done about it. */
export const correctionDecision = kind('correction', {
  untraced: form(correction, { code: code('CORRECTION_UNTRACED'), inputs: names({ batch: digest }) }),
  traced: form(correction, {
    code: code('CORRECTION_TRACED'),
    numbers: names({ snapshots: number, trainingSets: number, models: number, predictions: number }),
    inputs: names({ batch: digest }),
    evidence: names({ radius: digest }),
  }),
  notify: form(correction, acted),
  retrain: form(correction, acted),
  rollback: form(correction, acted),
});
