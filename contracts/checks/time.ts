import { z } from 'zod';
import { Duration, Instant } from '../time.ts';
import { column, columns, common, Share } from './options.ts';

/** A column only rises, or only falls, along an order. */
export const Monotonic = z.strictObject({
  ...common,
  column,
  /** What rows are ordered by; those that share all of it are taken in the order that suits the check. */
  by: columns,
  /** Whether equal neighbours break it. */
  strict: z.boolean().default(false),
  direction: z.enum(['ascending', 'descending']).default('ascending'),
});

/** The instant that ages are counted to; in a pipeline the end of the window. Files have none: there it must be declared. */
const asOf = Instant.optional();

/** The latest value of a column of times is recent. */
export const Freshness = z.strictObject({ ...common, column, maxAge: Duration, asOf });

/** Columns that a model reads are there, vary, and are recent. */
export const Features = z.strictObject({
  ...common,
  columns,
  maxNullRate: Share.optional(),
  /** Whether all values of a feature may be the same. */
  constant: z.enum(['allow', 'refuse']).default('refuse'),
  /** The column with the times of the features, and how old the latest may be. */
  at: column.optional(),
  maxAge: Duration.optional(),
  asOf,
});
