import { z } from 'zod';

const Time = z.number().int().safe();
const Id = z.string().min(1);
const Source = z.string().min(1);

const Named = z.strictObject({ source: Source, id: Id });

export const ScheduledArrival = z.strictObject({
  id: Id,
  source: Source,
  /** Inclusive, as is `maxTime`. */
  minTime: Time,
  maxTime: Time,
  /** Digest of its content; without one, two arrivals of the same id are told apart by their times. */
  digest: z.string().optional(),
  /** The id, of the same source, that it replaces. */
  supersedes: Id.optional(),
  /** What must have come before it. */
  after: z.array(Named).readonly().optional(),
});
export type ScheduledArrival = Readonly<z.infer<typeof ScheduledArrival>>;

/** A line of a schedule, in order of receipt, from a file or from a run; event times in epoch milliseconds. */
export const ScheduleLine = z.union([
  z.strictObject({ arrive: ScheduledArrival }),
  /** The watermark itself: no event time below it will come any more. */
  z.strictObject({ watermark: z.strictObject({ source: Source, time: Time }) }),
  z.strictObject({ idle: z.strictObject({ source: Source }) }),
  /** A person's answer to what is held. */
  z.strictObject({ release: Named }),
  z.strictObject({ refuse: Named }),
]);
export type ScheduleLine = z.infer<typeof ScheduleLine>;
