import { z } from 'zod';
import { EpochMs } from './time.ts';

/** A half-open interval of event time, `[start, end)`. */
export const Window = z.strictObject({ start: EpochMs, end: EpochMs });
export type Window = z.infer<typeof Window>;

export const Timing = z.enum(['on-time', 'late']);
export type Timing = z.infer<typeof Timing>;

/** The aligned sources together are the feed `data`; every other source is a feed of its own name. */
export const dataFeed = 'data';

/** The one environment that a pipeline deploys to. */
export const productionEnvironment = 'production';
