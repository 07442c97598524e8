import { sumOf } from './sum.ts';

/**
 * Probabilities are clipped to [ε, 1 − ε] with ε = 2⁻⁵², the epsilon of a 64-bit float, as scikit-learn clips float64: a
 * row that was surely wrong costs 36.04 nats, not infinitely many.
 *
 * @see https://scikit-learn.org/stable/modules/generated/sklearn.metrics.log_loss.html
 */
const epsilon = Number.EPSILON;

function lossOf(label: number, probability: number): number {
  const ofTruth = label === 1 ? probability : 1 - probability;
  return -Math.log(Math.min(Math.max(ofTruth, epsilon), 1 - epsilon));
}

/** The log loss of each row, in nats. */
export const logLosses = (labels: ArrayLike<number>, probabilities: ArrayLike<number>): Float64Array =>
  Float64Array.from(labels, (label, row) => lossOf(label, probabilities[row] ?? Number.NaN));

/** The mean log loss in nats; null of no rows. */
export const logLoss = (labels: ArrayLike<number>, probabilities: ArrayLike<number>): number | null =>
  labels.length === 0 ? null : sumOf(logLosses(labels, probabilities)) / labels.length;
