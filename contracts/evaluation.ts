import { z } from 'zod';
import { Digest } from './digest.ts';
import { ComparedMetric, MetricName } from './metrics.ts';

/** Counts of one bin of predicted probability: rows, positives, and the sum of the probabilities. */
export const ReliabilityBin = z.strictObject({ rows: z.number().int(), positives: z.number().int(), sum: z.number() });
export type ReliabilityBin = z.infer<typeof ReliabilityBin>;

/** A model's measures by name. Natural logarithms; the calibration error over ten equal-width bins. */
export const Measures = z.partialRecord(MetricName, z.number().nullable());
export type Measures = z.infer<typeof Measures>;

/** What labelled rows say of a model. */
export const Metrics = z.strictObject({
  rows: z.number().int().min(0),
  positives: z.number().int().min(0),
  values: Measures,
  reliability: z.array(ReliabilityBin),
});
export type Metrics = z.infer<typeof Metrics>;

/** Mean of per-row differences (candidate − other), with what is needed for a confidence interval. */
export const PairedDifference = z.strictObject({
  rows: z.number().int().min(0),
  mean: z.number(),
  /** Standard error of the mean. */
  error: z.number().min(0),
});
export type PairedDifference = z.infer<typeof PairedDifference>;

/** Candidate − champion on the same rows, by measure; null where the rows do not say. */
export const Differences = z.record(ComparedMetric, PairedDifference.nullable());
export type Differences = z.infer<typeof Differences>;

/** Everything that is measured of a candidate: the numbers that the model gate judges. */
export const CandidateMeasurements = z.strictObject({
  integrity: z.strictObject({
    loads: z.boolean(),
    /** Whether the features that the model wants are those that the spec produces. */
    featuresMatch: z.boolean(),
    maxScoreDifference: z.number().nullable(),
    sampleRows: z.number().int(),
  }),
  leakage: z.strictObject({ entities: z.number().int(), differing: z.number().int() }),
  holdout: z.strictObject({ rows: z.number().int(), labelled: z.number().int() }),
  candidate: Metrics.nullable(),
  champion: Metrics.nullable(),
  /** Null without a champion. */
  differences: Differences.nullable(),
  /** The artifact with curves and bins for the report. */
  evaluation: Digest,
});
export type CandidateMeasurements = z.infer<typeof CandidateMeasurements>;

/** Signed evidence that approvers see: the digest of this object is what they sign. */
export const Evidence = z.strictObject({
  candidate: Digest,
  champion: Digest.nullable(),
  report: Digest,
  evaluation: Digest,
});
export type Evidence = z.infer<typeof Evidence>;
