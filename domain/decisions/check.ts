import { form, kind } from './kind.ts';
import { anyCode, code, digest, digests, names, number } from './parts.ts';
import { check } from './subjects.ts';

const found = {
  code: anyCode,
  numbers: names({ pane: number.optional(), round: number.optional(), affected: number.optional() }),
  evidence: names({ report: digest }),
};

/** A check of a gate that did not pass, and whether somebody vouched for what it found. */
export const checkDecision = kind('check', {
  fail: form(check, found),
  inconclusive: form(check, found),
  error: form(check, found),
  waived: form(check, {
    code: code('CHECK_WAIVED'),
    numbers: names({ pane: number, round: number, released: number.optional(), until: number.optional() }),
    /** By a person's waiver, or by rulings on the rows that it found. */
    evidence: names({ report: digest, waiver: digest.optional(), rulings: digests.optional() }),
  }),
});
