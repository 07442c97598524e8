import type { ReliabilityBin } from '#contracts/evaluation.ts';
import { binOf } from './bins.ts';
import { sumOf } from './sum.ts';

const binCount = 10;
const innerEdges = Array.from({ length: binCount - 1 }, (_, i) => (i + 1) * (1 / binCount));

/**
 * Rows by predicted probability in ten equal-width bins, closed on the right, the first on both sides: those of
 * scikit-learn's `calibration_curve` with `strategy='uniform'`, empty ones kept.
 */
export function reliabilityBins(labels: ArrayLike<number>, probabilities: ArrayLike<number>): ReliabilityBin[] {
  const bins = Array.from({ length: binCount }, () => ({ positives: 0, probabilities: [] as number[] }));
  for (let row = 0; row < labels.length; row++) {
    const probability = probabilities[row] ?? Number.NaN;
    const bin = bins[binOf(probability, innerEdges)];
    if (!bin) throw new RangeError(`row ${row} has no bin: ${probability}`);
    bin.probabilities.push(probability);
    if (labels[row] === 1) bin.positives++;
  }
  return bins.map((bin) => ({
    rows: bin.probabilities.length,
    positives: bin.positives,
    sum: sumOf(bin.probabilities),
  }));
}

/**
 * The expected calibration error: the mean distance of a bin's share of positives from its mean probability, weighted by
 * rows; null of no rows.
 *
 * @see M. P. Naeini et al., Obtaining Well Calibrated Probabilities Using Bayesian Binning, AAAI 2015
 */
export function calibrationError(bins: readonly ReliabilityBin[]): number | null {
  const rows = bins.reduce((total, bin) => total + bin.rows, 0);
  return rows === 0 ? null : sumOf(bins.map(({ positives, sum }) => Math.abs(positives - sum))) / rows;
}
