import { z } from 'zod';
import { Code } from './codes.ts';
import { Window } from './window.ts';

/** Where a unit (a row in a window) is; each is in exactly one. */
export const Fate = z.enum(['included', 'quarantined', 'duplicate', 'superseded', 'expired', 'rejected', 'waiting']);
export type Fate = z.infer<typeof Fate>;

const Count = z.number().int().min(0);
export const FateCounts = z.partialRecord(Fate, Count);
export type FateCounts = z.infer<typeof FateCounts>;

/** The key of an arrival within a stream. */
export const ArrivalKey = z.strictObject({ source: z.string(), id: z.string() });
export type ArrivalKey = z.infer<typeof ArrivalKey>;

/**
 * What one pane's assembly learned of one arrival: how its rows fall into windows, and what became of those of this
 * pane's window. An arrival that cannot be read has `code` and no `windows`.
 */
export const ArrivalAccount = z.strictObject({
  ...ArrivalKey.shape,
  ordinal: Count,
  declared: Count,
  code: Code.optional(),
  /** Every window that the arrival's rows touch, with the rows in it: the same whichever pane reads the arrival. */
  windows: z.array(z.strictObject({ start: z.number().int(), rows: Count })),
  /** Rows without an event time, or outside the declared times: one unit each, without window. */
  outside: Count,
  /** The fates of this window's rows. */
  fates: FateCounts,
});
export type ArrivalAccount = z.infer<typeof ArrivalAccount>;

/** The artifact that a pane's decision names as its account. */
export const PaneAccount = z.strictObject({
  feed: z.string(),
  window: Window,
  pane: Count,
  arrivals: z.array(ArrivalAccount),
});
export type PaneAccount = z.infer<typeof PaneAccount>;
