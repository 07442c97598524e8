import { z } from 'zod';
import { LogicalType } from '#contracts/contract.ts';

const count = z.number().int().min(0);

/** The profile of one column. */
export const ColumnProfile = z.strictObject({
  /** The name in the files. */
  name: z.string(),
  type: LogicalType,
  nulls: count,
  distinct: count,
  /** The smallest and the largest number. */
  min: z.number().optional(),
  max: z.number().optional(),
  /** For texts, the values, the most frequent first. Only if they are few. */
  values: z.array(z.string()).optional(),
});
export type ColumnProfile = z.infer<typeof ColumnProfile>;

/** The form of a time column's values before they are converted to timestamps. */
export const TimeForm = z.enum(['timestamp', 'date', 'text', 'seconds', 'milliseconds']);
export type TimeForm = z.infer<typeof TimeForm>;

/** What a pipeline for a person's files must know about them. */
export const DataProfile = z.strictObject({
  rows: count,
  columns: z.array(ColumnProfile),
  time: z.strictObject({ form: TimeForm, min: z.number().int(), max: z.number().int() }),
  /**
   * The number of rows in windows of several sizes. The first and the last window are left out, because they are
   * incomplete.
   */
  windows: z.array(z.strictObject({ size: count, windows: count, fewest: count, median: count })),
  /** For the label: how many rows have none, and how many have each of its two values, the rarer one last. */
  label: z
    .strictObject({ missing: count, values: z.array(z.strictObject({ value: z.string(), rows: count })) })
    .optional(),
});
export type DataProfile = z.infer<typeof DataProfile>;

/** Which files to profile, and with which options. */
export const ProfileRequest = z.strictObject({
  files: z.array(z.string()).min(1),
  time: z.string(),
  key: z.string(),
  label: z.string().optional(),
  /** Sizes and offsets of windows in which rows are counted; milliseconds. */
  grids: z.array(z.strictObject({ size: count, offset: count })),
});
export type ProfileRequest = z.infer<typeof ProfileRequest>;
