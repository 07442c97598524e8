import { z } from 'zod';
import { PositiveDuration } from '../time.ts';
import { column, columns, common, Share } from './options.ts';

/** Every key without nulls occurs in another table. */
export const ForeignKey = z.strictObject({
  ...common,
  columns,
  to: z.strictObject({
    /** In a pipeline: another source of the same gate, in the same window. */
    source: z.string().min(1).optional(),
    /** In a gate's file: Parquet, CSV or NDJSON, named from the folder of the gate. */
    file: z.string().min(1).optional(),
    /** Those of the other table, in the order of the key's; the same names where they are left out. */
    columns: columns.optional(),
  }),
});

const value = z.union([z.string(), z.number(), z.boolean()]);
/** Every group that is expected has a row; with `every`, in each span of time. */
export const Completeness = z.strictObject({
  ...common,
  by: columns,
  /** A value for each group, or a list of values where `by` names several columns; the groups of the reference where left out. */
  expected: z
    .array(
      z.union([value, z.array(value).min(1).max(32)]).transform((group) => (Array.isArray(group) ? group : [group])),
    )
    .min(1)
    .max(10_000)
    .optional(),
  every: PositiveDuration.optional(),
  /** The column with the times that `every` divides. */
  at: column.optional(),
  /** The least share of the expected groups that passes. */
  min: Share.default(1),
});
