import { z } from 'zod';
import { DataProfile, ProfileRequest } from '#files/profile/data-profile.ts';
import type { Program } from '../program.ts';

/** Finds out what a pipeline for a person's files needs to know. Answers once, or with the problem `USAGE`. */
export const profile = {
  name: 'profile',
  request: ProfileRequest.extend({
    /** A folder for what does not fit into memory; it may not exist yet. */
    scratch: z.string(),
  }),
  answer: DataProfile,
} satisfies Program<z.ZodType, z.ZodType>;
