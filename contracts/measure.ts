import { z } from 'zod';
import { Digest } from './digest.ts';

/**
 * What a gate asks of a check engine: only what every engine answers exactly. Statistics are computed from the answers
 * in `domain/gates`.
 */
export const Measure = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('columns'), source: z.string() }),
  z.strictObject({ kind: z.literal('rows'), source: z.string() }),
  z.strictObject({ kind: z.literal('nulls'), source: z.string(), column: z.string() }),
  /** Non-null values below `min` or above `max`; NaN is outside. */
  z.strictObject({
    kind: z.literal('outside'),
    source: z.string(),
    column: z.string(),
    min: z.number().optional(),
    max: z.number().optional(),
  }),
  /** Non-null values that are none of `values`. */
  z.strictObject({
    kind: z.literal('notIn'),
    source: z.string(),
    column: z.string(),
    values: z.array(z.union([z.string(), z.number()])),
  }),
  /** Rows beyond the first of each key; rows with a null in the key do not count. */
  z.strictObject({ kind: z.literal('repeats'), source: z.string(), columns: z.array(z.string()) }),
  /** Decile edges of the reference's non-null values, and counts of both sides: a value's bin is the number of edges below it. */
  z.strictObject({ kind: z.literal('distribution'), source: z.string(), column: z.string(), reference: Digest }),
]);
export type Measure = z.infer<typeof Measure>;

/** An engine's answer; numbers as strings, for they may exceed 2^53. */
export const Measurement = z.union([
  z.strictObject({ columns: z.array(z.strictObject({ name: z.string(), type: z.string() })) }),
  z.strictObject({ count: z.string() }),
  z.strictObject({
    /** Numeric: ascending distinct edges. Categorical: the levels of both sides, ascending. */
    edges: z.array(z.string()),
    numeric: z.boolean(),
    reference: z.array(z.string()),
    current: z.array(z.string()),
  }),
  z.strictObject({ error: z.string() }),
]);
export type Measurement = z.infer<typeof Measurement>;
