import { z } from 'zod';
import { RecordedDecision } from '#contracts/decision.ts';
import type { Program } from '../program.ts';

/** What the replay of one run came to, against what is sealed in its history and recorded in the catalog. */
export const ReplayedRun = z.strictObject({
  workflowId: z.string(),
  runId: z.string(),
  workflowType: z.string(),
  status: z.string(),
  decisions: z.number().int().min(0),
  head: z.string().exactOptional(),
  /** `open`: replayed to its last event, and equal so far. `unsealed`: ended from outside; its decisions are equal. */
  outcome: z.enum(['equal', 'diverged', 'unsealed', 'open']),
  detail: z.string().exactOptional(),
  recorded: z.array(RecordedDecision).readonly().exactOptional(),
});
export type ReplayedRun = z.infer<typeof ReplayedRun>;

/** Replays runs. Answers for each as soon as it is replayed. */
export const replay = {
  name: 'replay',
  request: z.strictObject({
    /** Those that are wanted; all archived runs where it is left out. */
    workflowIds: z.array(z.string()).readonly().optional(),
    /** Of all, the open ones too, to their last event. */
    open: z.boolean().default(false),
    /** To be told with each run. */
    decisions: z.boolean().default(false),
  }),
  answer: ReplayedRun,
} satisfies Program<z.ZodType, z.ZodType>;
