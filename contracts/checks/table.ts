import { z } from 'zod';
import { LogicalType } from '../contract.ts';
import { column, common, Share } from './options.ts';

// Checks of a snapshot as a whole.

export const Schema = z.strictObject({
  ...common,
  /** Names with their logical types; those of the source's contract where they are left out. */
  columns: z.record(column, LogicalType).optional(),
  extra: z.enum(['allow', 'refuse']).default('refuse'),
  /** Whether the columns must stand in the declared order. */
  ordered: z.boolean().default(false),
});

const count = z.number().int().min(0);
export const RowCount = z.strictObject({
  ...common,
  min: count.optional(),
  max: count.optional(),
  /** Greatest relative distance from the mean of the `over` published windows before. */
  withinOfPrevious: Share.optional(),
  over: z.number().int().min(1).max(8).default(4),
});

/** The rows and files that were announced are those that are there. */
export const Manifest = z.strictObject({ ...common, rows: count.optional(), files: count.optional() });
