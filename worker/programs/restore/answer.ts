import { z } from 'zod';
import type { Program } from '../program.ts';

/** Restores what an ended stream left, from its last history. Answers once, or with the problem that it came to. */
export const restore = {
  name: 'restore',
  request: z.strictObject({ stream: z.string() }),
  answer: z.strictObject({
    /** The input of the successor; only the worker and the stream know its shape. */
    succession: z.unknown(),
    /** The run that was ended. */
    predecessor: z.string(),
    /** Batches that had been seen and not decided, signals that had not been seen, panes that are not decided. */
    waiting: z.number(),
    unseen: z.number(),
    panes: z.number(),
  }),
} satisfies Program<z.ZodType, z.ZodType>;
