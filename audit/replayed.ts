import { z } from 'zod';
import { RecordedDecision } from '#contracts/decision.ts';
import { workerLines } from '#worker/programs/lines.ts';

/** What the worker's entry point prints for each run that it replayed. */
export const ReplayedRun = z.object({
  workflowId: z.string(),
  runId: z.string(),
  workflowType: z.string(),
  status: z.string(),
  decisions: z.number().int().min(0),
  head: z.string().optional(),
  outcome: z.enum(['equal', 'diverged', 'unsealed', 'open']),
  detail: z.string().optional(),
  recorded: z.array(RecordedDecision).optional(),
});
export type ReplayedRun = z.infer<typeof ReplayedRun>;

/** What a rebuild prints last. */
export const Rebuilt = z.object({ digest: z.string(), runs: z.number(), decisions: z.number(), diverged: z.number() });
export type Rebuilt = z.infer<typeof Rebuilt>;

/** The entry point's status where a run diverged. */
const diverged = 1;

/** Replays runs in a process of their own, as a worker would, and hands over a line as soon as it is printed. */
export const replayLines = (args: readonly string[], environment: NodeJS.ProcessEnv): AsyncGenerator<unknown> =>
  workerLines({ program: 'replay', args, environment, goodUntil: diverged });

/** Replays runs: all archived ones, or those of the given workflow ids; with `open`, the open ones too, to their last event. */
export async function* replayRuns(
  wanted: { readonly workflowIds?: readonly string[]; readonly open?: boolean; readonly decisions?: boolean },
  environment: NodeJS.ProcessEnv,
): AsyncGenerator<ReplayedRun> {
  const args = [
    ...(wanted.workflowIds ?? ['--all']),
    ...(wanted.open ? ['--open'] : []),
    ...(wanted.decisions ? ['--decisions'] : []),
  ];
  for await (const line of replayLines(args, environment)) yield ReplayedRun.parse(line);
}
