import { z } from 'zod';
import { driftMethods } from './checks/drift.ts';
import { operators } from './checks/rows.ts';
import { Digest } from './digest.ts';
import { OwnFinding } from './own-finding.ts';
import { PinnedFile } from './pinned-file.ts';

/** A number, or an ISO 8601 text for dates and timestamps. */
const Bound = z.union([z.number(), z.string()]);

/**
 * A question that a gate asks the check engine. There are only questions that every engine can answer exactly; statistics are computed from the answers,
 * by `activities/engine` and `domain/statistics`.
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
  /** Non-null texts in which a pattern (RE2) is not found. */
  z.strictObject({ kind: z.literal('unmatched'), source: z.string(), column: z.string(), pattern: z.string() }),
  /** Non-null texts that are not times in a format (`strptime`). */
  z.strictObject({ kind: z.literal('undated'), source: z.string(), column: z.string(), format: z.string() }),
  /** Rows that have both values, and for which the comparison does not hold. */
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
  /** Rows that have a value in each of the columns. */
  z.strictObject({ kind: z.literal('allKnown'), source: z.string(), columns: z.array(z.string()) }),
  /** Of those, rows whose values occur in no row of another source. */
  z.strictObject({
    kind: z.literal('orphans'),
    source: z.string(),
    columns: z.array(z.string()),
    to: z.strictObject({ source: z.string(), columns: z.array(z.string()) }),
  }),
  /** How many of the expected groups have a row. Expected are those listed, or else those of a reference. */
  z.strictObject({
    kind: z.literal('groups'),
    source: z.string(),
    by: z.array(z.string()),
    expected: z.union([z.array(z.array(z.union([z.string(), z.number(), z.boolean()]))), Digest]),
    /** Expected in each span of `every` ms from `start` on; without `start`, in those from the first row to the last, counted from the epoch. */
    spans: z
      .strictObject({
        at: z.string(),
        every: z.number().int(),
        within: z.strictObject({ start: z.number().int(), end: z.number().int() }).optional(),
      })
      .optional(),
  }),
  /** Values whose robust z-score is above a limit. */
  z.strictObject({ kind: z.literal('outliers'), source: z.string(), column: z.string(), z: z.number() }),
  /** The exact sum of a numeric column. */
  z.strictObject({ kind: z.literal('total'), source: z.string(), column: z.string() }),
  /** A linear quantile of a numeric column. */
  z.strictObject({ kind: z.literal('quantile'), source: z.string(), column: z.string(), q: z.number() }),
  /** Rows that do not follow the one before them; rows with a null in a column are passed over. */
  z.strictObject({
    kind: z.literal('disorder'),
    source: z.string(),
    column: z.string(),
    by: z.array(z.string()),
    strict: z.boolean(),
    direction: z.enum(['ascending', 'descending']),
  }),
  /** The latest of a column of times. */
  z.strictObject({ kind: z.literal('latest'), source: z.string(), column: z.string() }),
  /** The number of distinct values, counted only up to 2. */
  z.strictObject({ kind: z.literal('variety'), source: z.string(), column: z.string() }),
  /** Rows that a user's query returns; `timeout` in milliseconds. */
  z.strictObject({ kind: z.literal('sql'), source: z.string(), query: z.string(), timeout: z.number() }),
  /** What a user's program finds; `timeout` in milliseconds, `memory` in bytes. */
  z.strictObject({
    kind: z.literal('command'),
    source: z.string(),
    run: z.array(z.string()),
    files: z.array(PinnedFile).readonly(),
    timeout: z.number(),
    memory: z.number(),
    reference: Digest.optional(),
    /** Epoch milliseconds, its end exclusive. */
    window: z.strictObject({ start: z.number().int(), end: z.number().int() }).optional(),
  }),
  /** What a user's check in TypeScript finds; it asks for measures of its own. `timeout` in milliseconds. */
  z.strictObject({
    kind: z.literal('custom'),
    source: z.string(),
    check: z.string(),
    module: Digest,
    options: z.record(z.string(), z.json()),
    timeout: z.number(),
    reference: Digest.optional(),
    previousRows: z.array(z.number()).readonly(),
  }),
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

/** The two samples of a drift measure, without nulls, and their distance. */
const Drifted = z.strictObject({
  /** Left out where a side has no values. */
  statistic: z.number().optional(),
  pValue: z.number().optional(),
  rows: z.number().int(),
  referenceRows: z.number().int(),
  nulls: z.number().int(),
  referenceNulls: z.number().int(),
  /** Counts of both sides by bin or level, if these were compared. */
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

/** How many of the expected groups (or of the expected pairs of group and span of time) have a row. */
const Grouped = z.strictObject({
  expected: z.number().int(),
  missing: z.number().int(),
  /** The first missing ones, ascending: values of the group, and where its span begins. */
  first: z.array(z.array(z.string())),
});
export type Grouped = z.infer<typeof Grouped>;

/** How many values a column has, and how many of them are far from their median; without values there is no median. */
const Spread = z.strictObject({
  values: z.number().int(),
  median: z.number().optional(),
  /** The median of the distances from the median. */
  mad: z.number().optional(),
  outliers: z.number().int(),
});
export type Spread = z.infer<typeof Spread>;

/** An exact sum as a fraction: both are whole numbers, the denominator above zero. */
const Total = z.strictObject({ values: z.string(), numerator: z.string(), denominator: z.string() });
export type Total = z.infer<typeof Total>;

/** An engine's answer. Numbers are strings, because they may exceed 2^53. */
export const Measurement = z.union([
  z.strictObject({ columns: z.array(z.strictObject({ name: z.string(), type: z.string() })) }),
  z.strictObject({ count: z.string() }),
  z.strictObject({ drift: Drifted }),
  /** What a user's program or check found; empty if there are no data. */
  z.strictObject({ command: z.array(OwnFinding) }),
  z.strictObject({ groups: Grouped }),
  z.strictObject({ spread: Spread }),
  z.strictObject({ total: Total }),
  z.strictObject({ quantile: z.strictObject({ values: z.number().int(), value: z.number().optional() }) }),
  /** Epoch microseconds; null where there is no value. */
  z.strictObject({ latest: z.string().nullable() }),
  z.strictObject({ error: z.string() }),
]);
export type Measurement = z.infer<typeof Measurement>;
