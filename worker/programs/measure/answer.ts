import { z } from 'zod';
import { Format } from '#contracts/arrival.ts';
import { Extent } from '#files/measure/extent.ts';
import type { Program } from '../program.ts';

/** Reads a batch as a worker would. Answers once, or with the problem `ARTIFACT_UNREADABLE`. */
export const measure = {
  name: 'measure',
  request: z.strictObject({
    path: z.string(),
    format: Format,
    /** The column of event time. */
    time: z.string(),
    /** A folder for what does not fit into memory; it may not exist yet. */
    scratch: z.string(),
  }),
  answer: Extent,
} satisfies Program<z.ZodType, z.ZodType>;
