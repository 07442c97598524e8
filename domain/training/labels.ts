import type { Code } from '#contracts/codes.ts';
import type { LabelledRows, TrainingSet } from '#contracts/training.ts';

/**
 * Why an assembled training set cannot be trained on: a part without rows, or with more labels missing at the cut than
 * allowed; undefined where it can.
 *
 * @param maxMissing share of rows, `labels.maxMissing` of the spec
 */
export const faultOfTrainingSet = ({ training, holdout }: TrainingSet, maxMissing: number): Code | undefined =>
  faultOf(training, maxMissing) ?? faultOf(holdout, maxMissing);

function faultOf({ rows, labelled }: LabelledRows, maxMissing: number): Code | undefined {
  if (rows === 0) return 'TRAINING_SET_TOO_SMALL';
  return (rows - labelled) / rows > maxMissing ? 'TRAINING_LABELS_MISSING' : undefined;
}
