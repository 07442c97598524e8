import { z } from 'zod';
import { Digest } from './digest.ts';

/** Counts of one bin of predicted probability: rows, positives, and the sum of the probabilities. */
export const ReliabilityBin = z.strictObject({ rows: z.number().int(), positives: z.number().int(), sum: z.number() });
export type ReliabilityBin = z.infer<typeof ReliabilityBin>;

/** A model's measures on labelled rows. Natural logarithms; ECE over ten equal-width bins. */
export const Metrics = z.strictObject({
  rows: z.number().int().min(0),
  positives: z.number().int().min(0),
  auc: z.number().nullable(),
  /** DeLong's standard error. */
  aucError: z.number().nullable(),
  logLoss: z.number().nullable(),
  brier: z.number().nullable(),
  calibrationError: z.number().nullable(),
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
  /** Candidate − champion on the same rows; null without a champion. */
  auc: PairedDifference.nullable(),
  logLoss: PairedDifference.nullable(),
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
