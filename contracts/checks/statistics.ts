import { z } from 'zod';
import { column, common, Share } from './options.ts';

const bounds = { min: z.number().optional(), max: z.number().optional() };

/** Few values are far from the median, by the robust z-score of Iglewicz and Hoaglin. */
export const Outliers = z.strictObject({
  ...common,
  column,
  /** A value is an outlier above this score. */
  z: z.number().positive().max(1e6).default(3.5),
  /** The largest share of outliers among the values that passes. */
  max: Share,
});

/** The sum or the mean of a column lies within bounds. */
export const Total = z.strictObject({ ...common, column, ...bounds });

export const Quantile = z.strictObject({
  ...common,
  column,
  /** 0.5 is the median. */
  q: z.number().min(0).max(1),
  ...bounds,
});
