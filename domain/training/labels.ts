import type { Problem } from '#contracts/problem.ts';
import type { LabelledRows, TrainingSet } from '#contracts/training.ts';

/**
 * Why an assembled training set cannot be trained on: a part without rows, or with more labels missing at the cut than
 * allowed; undefined where it can.
 *
 * @param maxMissing share of rows, `labels.maxMissing` of the spec
 */
export function faultOfTrainingSet(set: TrainingSet, maxMissing: number): Problem | undefined {
  return faultOf('training', set.training, maxMissing) ?? faultOf('holdout', set.holdout, maxMissing);
}

function faultOf(
  part: 'training' | 'holdout',
  { rows, labelled }: LabelledRows,
  maxMissing: number,
): Problem | undefined {
  if (rows === 0)
    return { code: 'TRAINING_SET_TOO_SMALL', message: `the ${part} part has no rows`, observed: '0 rows' };
  const missing = (rows - labelled) / rows;
  if (missing <= maxMissing) return undefined;
  return {
    code: 'TRAINING_LABELS_MISSING',
    message: `${rows - labelled} of ${rows} rows of the ${part} part have no label`,
    path: 'labels.maxMissing',
    observed: `${(missing * 100).toFixed(1)}% missing`,
    expected: `at most ${(maxMissing * 100).toFixed(1)}%`,
  };
}
