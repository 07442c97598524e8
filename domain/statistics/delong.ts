import type { PairedDifference } from '#contracts/evaluation.ts';
import { midranks } from './midranks.ts';
import { sumOf, varianceOf } from './sum.ts';

/** DeLong's structural components: for each row, the share of the other class that it is ranked rightly against. */
interface Components {
  readonly auc: number;
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
}

function componentsOf(labels: ArrayLike<number>, scores: ArrayLike<number>): Components | null {
  const all = Float64Array.from(scores);
  const isPositive = (_: number, row: number) => labels[row] === 1;
  const isNegative = (_: number, row: number) => labels[row] !== 1;
  const ranks = midranks(all);
  const among = { positives: midranks(all.filter(isPositive)), negatives: midranks(all.filter(isNegative)) };
  const [m, n] = [among.positives.length, among.negatives.length];
  if (m === 0 || n === 0) return null;
  const positives = ranks.filter(isPositive).map((rank, i) => (rank - (among.positives[i] ?? 0)) / n);
  const negatives = ranks.filter(isNegative).map((rank, i) => 1 - (rank - (among.negatives[i] ?? 0)) / m);
  const auc = (sumOf(ranks.filter(isPositive)) - (m * (m + 1)) / 2) / (m * n);
  return { auc, positives, negatives };
}

const errorOf = (positives: Float64Array, negatives: Float64Array): number | null =>
  positives.length < 2 || negatives.length < 2
    ? null
    : Math.sqrt(varianceOf(positives) / positives.length + varianceOf(negatives) / negatives.length);

/** The area under the ROC curve, ties counted half, by midranks in O(n log n); null where a class has no row. */
export const areaUnderCurve = (labels: ArrayLike<number>, scores: ArrayLike<number>): number | null =>
  componentsOf(labels, scores)?.auc ?? null;

/**
 * The difference of two models' areas on the same rows, candidate − other, with DeLong's standard error of it; null where
 * a class has fewer than two rows.
 *
 * @see E. R. DeLong et al., Comparing the Areas under Two or More Correlated ROC Curves, Biometrics 44 (1988)
 * @see X. Sun, W. Xu, Fast Implementation of DeLong's Algorithm, IEEE Signal Processing Letters 21 (2014)
 */
export function aucDifference(
  labels: ArrayLike<number>,
  candidate: ArrayLike<number>,
  other: ArrayLike<number>,
): PairedDifference | null {
  const a = componentsOf(labels, candidate);
  const b = componentsOf(labels, other);
  if (!a || !b) return null;
  const error = errorOf(
    a.positives.map((share, i) => share - (b.positives[i] ?? 0)),
    a.negatives.map((share, i) => share - (b.negatives[i] ?? 0)),
  );
  return error === null ? null : { rows: labels.length, mean: a.auc - b.auc, error };
}
