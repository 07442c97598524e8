import type { Metrics } from '#contracts/evaluation.ts';
import { brierScore } from './brier.ts';
import { calibrationError, reliabilityBins } from './calibration.ts';
import { delong } from './delong.ts';
import { logLoss } from './log-loss.ts';
import { requireRows } from './rows.ts';
import { sumOf } from './sum.ts';

/**
 * All measures of a binary model on labelled rows.
 *
 * @param labels 0 or 1 by row
 * @param probabilities the predicted probability of 1 by row; throws a `RangeError` unless each lies within [0, 1]
 */
export function metricsOf(labels: ArrayLike<number>, probabilities: ArrayLike<number>): Metrics {
  requireRows(labels, probabilities);
  const curve = delong(labels, probabilities);
  const reliability = reliabilityBins(labels, probabilities);
  return {
    rows: labels.length,
    positives: sumOf(labels),
    auc: curve?.auc ?? null,
    aucError: curve?.error ?? null,
    logLoss: logLoss(labels, probabilities),
    brier: brierScore(labels, probabilities),
    calibrationError: calibrationError(reliability),
    reliability,
  };
}
