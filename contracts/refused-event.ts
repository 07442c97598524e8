import { z } from 'zod';
import { Code } from './codes.ts';

/** An event of a batch that the gateway refused, by its place in the array, and why. */
export const RefusedEvent = z.object({
  index: z.number().int().min(0),
  id: z.string().optional(),
  code: Code,
  detail: z.string(),
  path: z.string().optional(),
  observed: z.string().optional(),
  expected: z.string().optional(),
  remedy: z.string().optional(),
});
export type RefusedEvent = z.infer<typeof RefusedEvent>;
