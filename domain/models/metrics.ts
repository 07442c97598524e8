import type { Code } from '#contracts/codes.ts';
import {
  type CandidateMeasurements,
  Differences,
  Measures,
  type Metrics,
  type PairedDifference,
} from '#contracts/evaluation.ts';
import { ComparedMetric, MetricName } from '#contracts/metrics.ts';
import { brierScore } from '../statistics/brier.ts';
import { calibrationError, reliabilityBins } from '../statistics/calibration.ts';
import { areaUnderCurve, aucDifference } from '../statistics/delong.ts';
import { logLoss, logLosses } from '../statistics/log-loss.ts';
import { normalQuantile } from '../statistics/normal.ts';
import { pairedDifference } from '../statistics/paired.ts';
import { requireRows } from '../statistics/rows.ts';
import { studentQuantile } from '../statistics/student-t.ts';
import { sumOf } from '../statistics/sum.ts';

type Numbers = ArrayLike<number>;

/** A measure of a binary model on labelled rows. */
export interface Metric {
  /** For people. */
  readonly title: string;
  readonly better: 'higher' | 'lower';
  /** The code of a finding where the measure misses its bound. */
  readonly code: Code;
  /** Null if the rows do not determine it. */
  readonly measure: (labels: Numbers, probabilities: Numbers) => number | null;
}

/** All measures: what is measured, judged, recorded and reported of a model goes through these. */
export const metrics: Readonly<Record<MetricName, Metric>> = {
  auc: { title: 'AUC', better: 'higher', code: 'AUC_BELOW_MINIMUM', measure: areaUnderCurve },
  logLoss: { title: 'Log loss', better: 'lower', code: 'LOG_LOSS_ABOVE_MAXIMUM', measure: logLoss },
  brier: { title: 'Brier score', better: 'lower', code: 'BRIER_ABOVE_MAXIMUM', measure: brierScore },
  calibration: {
    title: 'Calibration error',
    better: 'lower',
    code: 'CALIBRATION_ERROR_ABOVE_MAXIMUM',
    measure: (labels, probabilities) => calibrationError(reliabilityBins(labels, probabilities)),
  },
};

/** How two models are compared by a measure: candidate − other on the same rows, and the quantile of its interval. */
interface Comparison {
  readonly difference: (labels: Numbers, candidate: Numbers, other: Numbers) => PairedDifference | null;
  readonly quantile: (probability: number, rows: number) => number;
}

/** The intervals are symmetric around the mean: normal for areas under the curve (DeLong), Student's t for log losses. */
export const comparisons: Readonly<Record<ComparedMetric, Comparison>> = {
  auc: { difference: aucDifference, quantile: normalQuantile },
  logLoss: {
    difference: (labels, candidate, other) => pairedDifference(logLosses(labels, candidate), logLosses(labels, other)),
    quantile: (probability, rows) => studentQuantile(probability, rows - 1),
  },
};

/**
 * All measures of a model on labelled rows.
 *
 * @param labels 0 or 1 by row
 * @param probabilities the predicted probability of 1 by row; throws a `RangeError` unless each lies within [0, 1]
 */
export function metricsOf(labels: Numbers, probabilities: Numbers): Metrics {
  requireRows(labels, probabilities);
  return {
    rows: labels.length,
    positives: sumOf(labels),
    values: Measures.parse(
      Object.fromEntries(MetricName.options.map((name) => [name, metrics[name].measure(labels, probabilities)])),
    ),
    reliability: reliabilityBins(labels, probabilities),
  };
}

/** What tells two models apart on the same rows. */
export const differencesOf = (labels: Numbers, candidate: Numbers, other: Numbers): Differences =>
  Differences.parse(
    Object.fromEntries(
      ComparedMetric.options.map((name) => [name, comparisons[name].difference(labels, candidate, other)]),
    ),
  );

/** The numbers that a gate's decision keeps of what it judged. */
export function numbersOf({
  holdout,
  candidate,
  champion,
  differences,
}: CandidateMeasurements): Record<string, number> {
  const all: [string, number | null | undefined][] = [
    ['holdoutRows', holdout.labelled],
    ...MetricName.options.map((name): [string, number | null | undefined] => [name, candidate?.values[name]]),
    ...ComparedMetric.options.flatMap((name): [string, number | null | undefined][] => [
      [`champion${name.charAt(0).toUpperCase()}${name.slice(1)}`, champion?.values[name]],
      [`${name}Difference`, differences?.[name]?.mean],
      [`${name}DifferenceError`, differences?.[name]?.error],
    ]),
  ];
  return Object.fromEntries(all.filter((entry): entry is [string, number] => typeof entry[1] === 'number'));
}
