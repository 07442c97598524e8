import { z } from 'zod';
import { LogicalType } from '#contracts/contract.ts';

const count = z.number().int().min(0);

/** What was found of a column of a person's files. */
export const ColumnProfile = z.strictObject({
  /** As the files have it. */
  name: z.string(),
  type: LogicalType,
  nulls: count,
  distinct: count,
  /** Of numbers. */
  min: z.number().optional(),
  max: z.number().optional(),
  /** Of texts, all of them where they are few, the most frequent one first. */
  values: z.array(z.string()).optional(),
});
export type ColumnProfile = z.infer<typeof ColumnProfile>;

/** How a column tells time: what the values are that become timestamps. */
export const TimeForm = z.enum(['timestamp', 'date', 'text', 'seconds', 'milliseconds']);
export type TimeForm = z.infer<typeof TimeForm>;

/** What a person's files hold, as far as a pipeline for them needs to know. */
export const DataProfile = z.strictObject({
  rows: count,
  columns: z.array(ColumnProfile),
  time: z.strictObject({ form: TimeForm, min: z.number().int(), max: z.number().int() }),
  /** Rows in the windows of some sizes, without the first and the last window, which are cut off. */
  windows: z.array(z.strictObject({ size: count, windows: count, fewest: count, median: count })),
  /** Of the label: how many rows have none, and how many have which of its two values; the rarer one last. */
  label: z
    .strictObject({ missing: count, values: z.array(z.strictObject({ value: z.string(), rows: count })) })
    .optional(),
});
export type DataProfile = z.infer<typeof DataProfile>;

/** What is to be found out, of which files. */
export const ProfileRequest = z.strictObject({
  files: z.array(z.string()).min(1),
  time: z.string(),
  key: z.string(),
  label: z.string().optional(),
  /** Sizes and offset of windows to count rows in; milliseconds. */
  grids: z.array(z.strictObject({ size: count, offset: count })),
});
export type ProfileRequest = z.infer<typeof ProfileRequest>;
