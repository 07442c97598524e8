import { z } from 'zod';
import { Digest } from './digest.ts';

/** A file that a spec or a gate names, pinned by content. */
export const PinnedFile = z.strictObject({ path: z.string(), digest: Digest });
export type PinnedFile = z.infer<typeof PinnedFile>;
