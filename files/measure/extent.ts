import { z } from 'zod';

/** What an announcement says of a batch, found by reading it; times are epoch milliseconds, both inclusive. */
export const Extent = z.strictObject({ rows: z.number(), minTime: z.number(), maxTime: z.number() });
export type Extent = z.infer<typeof Extent>;
