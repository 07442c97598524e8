import { z } from 'zod';

/** The measures of a binary model, in the order of reports. Each has its formula, its words and its code in `domain/models/metrics.ts`. */
export const MetricName = z.enum(['auc', 'logLoss', 'brier', 'calibration']);
export type MetricName = z.infer<typeof MetricName>;

/** Those by which two models are compared on the same rows. */
export const ComparedMetric = z.enum(['auc', 'logLoss']);
export type ComparedMetric = z.infer<typeof ComparedMetric>;
