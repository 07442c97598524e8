import { z } from 'zod';
import { Digest } from './digest.ts';

/** What a pipeline does when the live model came from data that was corrected since. */
export const CorrectionPolicy = z.strictObject({ liveModel: z.enum(['notify', 'retrain', 'rollback']) });
export type CorrectionPolicy = z.infer<typeof CorrectionPolicy>;

/** Everything that was made from a batch, by lineage; stored as an artifact of the correction. Each list is sorted. */
export const BlastRadius = z.strictObject({
  batch: Digest,
  snapshots: z.array(Digest),
  trainingSets: z.array(Digest),
  models: z.array(Digest),
  predictions: z.array(Digest),
});
export type BlastRadius = z.infer<typeof BlastRadius>;
