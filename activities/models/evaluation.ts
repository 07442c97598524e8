import type { Differences, Metrics } from '#contracts/evaluation.ts';
import type { Candidate } from '#contracts/training.ts';
import { differencesOf, metricsOf } from '#domain/models/metrics.ts';
import { countBins } from '#domain/statistics/bins.ts';
import { type RocPoint, rocCurve } from './roc.ts';

/** Held-out rows whose label is known, with the scores of the models that are compared, row by row. */
export interface ScoredRows {
  readonly labels: ArrayLike<number>;
  readonly candidate: Float32Array;
  readonly champion: Float32Array | null;
}

/** All that the model gate judges of the held-out rows. */
export interface Comparison {
  readonly candidate: Metrics;
  readonly champion: Metrics | null;
  readonly differences: Differences | null;
}

export function compare({ labels, candidate, champion }: ScoredRows): Comparison {
  return {
    candidate: metricsOf(labels, candidate),
    champion: champion && metricsOf(labels, champion),
    differences: champion && differencesOf(labels, candidate, champion),
  };
}

/** What the report plots of one model; histograms of scores have twenty equal-width bins by label. */
export interface ModelPlots {
  readonly version: string;
  readonly onnx: string;
  readonly metrics: Metrics;
  readonly roc: readonly RocPoint[] | null;
  readonly histogram: {
    readonly edges: readonly number[];
    readonly positives: readonly number[];
    readonly negatives: readonly number[];
  };
}

const innerEdges = Array.from({ length: 19 }, (_, i) => (i + 1) / 20);

export function plotsOf(
  { version, onnx }: Candidate,
  metrics: Metrics,
  labels: ArrayLike<number>,
  scores: Float32Array,
): ModelPlots {
  const of = (label: number) =>
    countBins(
      [...scores].filter((_, row) => labels[row] === label),
      innerEdges,
    );
  return {
    version,
    onnx,
    metrics,
    roc: rocCurve(labels, scores),
    histogram: { edges: [0, ...innerEdges, 1], positives: of(1), negatives: of(0) },
  };
}
