import { z } from 'zod';
import type { Program } from '../program.ts';

/** What a rebuilt catalog holds, and how many runs did not replay. */
const Rebuilt = z.strictObject({
  digest: z.string(),
  runs: z.number(),
  decisions: z.number(),
  diverged: z.number(),
});
export type Rebuilt = z.infer<typeof Rebuilt>;

/** Fills an emptied catalog from the archived runs. Answers how many runs it has done, now and then, and at last with the whole. */
export const rebuild = {
  name: 'rebuild',
  request: z.strictObject({
    /** The database schema to fill. */
    schema: z.string(),
  }),
  answer: z.union([z.strictObject({ done: z.number() }), z.strictObject({ rebuilt: Rebuilt })]),
} satisfies Program<z.ZodType, z.ZodType>;
