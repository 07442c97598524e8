import type { CandidateMeasurements } from '#contracts/evaluation.ts';
import type { Judgement } from '../../gates/checks/kind.ts';
import { failed, inconclusive, passed } from '../../gates/checks/verdicts.ts';
import type { ModelOptions } from './options.ts';

/** The model loads, wants the features that the spec makes, and gives the scores that its trainer recorded. */
export function integrity(
  options: ModelOptions<'integrity'>,
  { integrity: observed }: CandidateMeasurements,
): Judgement {
  const seen = { observed, expected: { maxScoreDifference: options.maxScoreDifference } };
  if (!observed.loads) return failed('MODEL_UNREADABLE', seen);
  if (!observed.featuresMatch) return failed('FEATURES_MISMATCH', seen);
  const difference = observed.maxScoreDifference;
  if (difference === null || observed.sampleRows === 0) return inconclusive('SAMPLE_TOO_SMALL', seen);
  return difference <= options.maxScoreDifference ? passed(seen) : failed('MODEL_SCORES_DIFFER', seen);
}

/** No feature changes when rows after `asOf` are taken away; fewer entities than declared cannot tell. */
export function leakage(options: ModelOptions<'leakage'>, { leakage: observed }: CandidateMeasurements): Judgement {
  const seen = { observed, expected: { entities: options.entities, differing: 0 }, affected: observed.differing };
  if (observed.differing > 0) return failed('FEATURES_READ_THE_FUTURE', seen);
  return observed.entities < options.entities ? inconclusive('SAMPLE_TOO_SMALL', seen) : passed(seen);
}

/** Enough held-out rows have their label. */
export function holdout(options: ModelOptions<'holdout'>, { holdout: observed }: CandidateMeasurements): Judgement {
  const seen = { observed, expected: { minRows: options.minRows } };
  return observed.labelled < options.minRows ? inconclusive('HOLDOUT_TOO_SMALL', seen) : passed(seen);
}
