import { z } from 'zod';
import { driftMethods } from './checks/drift.ts';
import { operators } from './checks/rows.ts';
import { Digest } from './digest.ts';

/** A number, or an ISO 8601 text for dates and timestamps. */
const Bound = z.union([z.number(), z.string()]);

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
    min: Bound.optional(),
    max: Bound.optional(),
  }),
  /** Non-null values that are none of `values`. */
  z.strictObject({
    kind: z.literal('notIn'),
    source: z.string(),
    column: z.string(),
    values: z.array(z.union([z.string(), z.number(), z.boolean()])),
  }),
  /** Non-null texts in which a pattern (RE2) is found nowhere. */
  z.strictObject({ kind: z.literal('unmatched'), source: z.string(), column: z.string(), pattern: z.string() }),
  /** Non-null texts that are no time as a format (`strptime`) writes it. */
  z.strictObject({ kind: z.literal('undated'), source: z.string(), column: z.string(), format: z.string() }),
  /** Rows with both values of which a comparison does not hold. */
  z.strictObject({
    kind: z.literal('disagreeing'),
    source: z.string(),
    left: z.string(),
    operator: z.enum(operators),
    right: z.string(),
  }),
  /** Rows that have both values. */
  z.strictObject({ kind: z.literal('bothKnown'), source: z.string(), left: z.string(), right: z.string() }),
  /** Rows beyond the first of each key; rows with a null in the key do not count. */
  z.strictObject({ kind: z.literal('repeats'), source: z.string(), columns: z.array(z.string()) }),
  /** How far a column is from the pinned reference. */
  z.strictObject({
    kind: z.literal('drift'),
    source: z.string(),
    column: z.string(),
    method: z.enum(driftMethods),
    reference: Digest,
  }),
]);
export type Measure = z.infer<typeof Measure>;

/** Both samples of a drift measure, without their nulls, and how far they are apart. */
const Drifted = z.strictObject({
  /** Left out where a side has no values. */
  statistic: z.number().optional(),
  pValue: z.number().optional(),
  rows: z.number().int(),
  referenceRows: z.number().int(),
  nulls: z.number().int(),
  referenceNulls: z.number().int(),
  /** Counts of both sides by bin or level, where they are what was compared. */
  bins: z
    .strictObject({
      numeric: z.boolean(),
      /** Numeric: ascending edges. Otherwise: the levels of both sides, ascending. */
      edges: z.array(z.string()),
      reference: z.array(z.number().int()),
      current: z.array(z.number().int()),
    })
    .optional(),
});
export type Drifted = z.infer<typeof Drifted>;

/** An engine's answer; numbers as strings, for they may exceed 2^53. */
export const Measurement = z.union([
  z.strictObject({ columns: z.array(z.strictObject({ name: z.string(), type: z.string() })) }),
  z.strictObject({ count: z.string() }),
  z.strictObject({ drift: Drifted }),
  z.strictObject({ error: z.string() }),
]);
export type Measurement = z.infer<typeof Measurement>;
