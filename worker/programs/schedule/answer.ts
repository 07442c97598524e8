import { z } from 'zod';
import { ScheduleLine } from '#contracts/schedule.ts';
import { StreamConfig } from '#domain/time/config.ts';
import type { Program } from '../program.ts';

/** A stream whose schedule was read, over all runs that continue one another. */
export const ScheduledStream = z.strictObject({
  runs: z.number(),
  /** As the newest of the runs began with it. */
  spec: z.string(),
  config: StreamConfig,
  /** How often people did what a schedule cannot express: rewinds, re-admissions and released rows. */
  omitted: z.number(),
});
export type ScheduledStream = z.infer<typeof ScheduledStream>;

/** Tells what came to a stream. Answers with the stream, then with each line of its schedule. */
export const schedule = {
  name: 'schedule',
  request: z.strictObject({
    stream: z.string(),
    /** One of its runs: then those that it continues, up to this one; else the newest and all before it. */
    run: z.string().optional(),
  }),
  answer: z.union([ScheduleLine, z.strictObject({ stream: ScheduledStream })]),
} satisfies Program<z.ZodType, z.ZodType>;
