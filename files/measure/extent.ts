import { z } from 'zod';

/**
 * The numbers of a batch that its announcement states, found by reading it. Times are in epoch milliseconds, both
 * inclusive.
 */
export const Extent = z.strictObject({ rows: z.number(), minTime: z.number(), maxTime: z.number() });
export type Extent = z.infer<typeof Extent>;
