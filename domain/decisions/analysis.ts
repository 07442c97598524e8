import { form, kind } from './kind.ts';
import { anyCode, digest, digests, names, number } from './parts.ts';
import { named } from './subjects.ts';

const looked = {
  code: anyCode,
  /** With those of the analysis: see `Analysis` in `domain/promotion`. */
  numbers: names({ stage: number, panes: number, looks: number }).catchall(number),
  inputs: names({ predictions: digests.optional(), labels: digests.optional() }),
  evidence: names({ analysis: digest }),
};

/** A look at the labelled rows of a stage. About a promotion, by its workflow id. */
export const analysisDecision = kind('analysis', {
  pass: form(named, looked),
  fail: form(named, looked),
  inconclusive: form(named, looked),
});
