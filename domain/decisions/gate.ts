import { form, kind } from './kind.ts';
import { anyCode, counts, digest, names, number } from './parts.ts';
import { named } from './subjects.ts';

/** What a gate judged: a pane's snapshot, the parts of a training set, a candidate beside what is live. */
const inputs = names({
  snapshot: digest.optional(),
  trainingSet: digest.optional(),
  /** Rows, features, or predictions. */
  data: digest.optional(),
  model: digest.optional(),
  champion: digest.optional(),
});

const judged = {
  code: anyCode,
  numbers: names({
    checks: number.optional(),
    pane: number.optional(),
    /** From 0: as it came, and after each repair. */
    round: number.optional(),
    rows: number.optional(),
    /** Of a candidate and of what is live, on the same rows. */
    measured: counts.optional(),
  }),
  inputs,
  evidence: names({ report: digest, account: digest.optional(), evaluation: digest.optional() }),
};

/** The verdict of a gate over all its checks. */
export const gateDecision = kind('gate', {
  pass: form(named, judged),
  fail: form(named, judged),
  inconclusive: form(named, judged),
  error: form(named, judged),
});
