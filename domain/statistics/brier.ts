import { sumOf } from './sum.ts';

/**
 * The mean squared difference of probability and outcome; null of no rows.
 *
 * @see G. W. Brier, Verification of Forecasts Expressed in Terms of Probability, Monthly Weather Review 78 (1950)
 */
export function brierScore(labels: ArrayLike<number>, probabilities: ArrayLike<number>): number | null {
  if (labels.length === 0) return null;
  const squares = Float64Array.from(labels, (label, row) => ((probabilities[row] ?? Number.NaN) - label) ** 2);
  return sumOf(squares) / labels.length;
}
