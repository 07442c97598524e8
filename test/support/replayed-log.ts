import type { RecordedDecision } from '#contracts/decision.ts';
import { ask } from '#worker/programs/ask.ts';
import { replay } from '#worker/programs/replay/answer.ts';
import type { Installation } from './site/installation.ts';

/** What workflows have decided, as their histories give it in replay; throws where a replay differs from what was live. */
export async function decisionsOf(
  { environment }: Pick<Installation, 'environment'>,
  ...workflowIds: string[]
): Promise<RecordedDecision[]> {
  const decisions: RecordedDecision[] = [];
  const wanted = { workflowIds, open: true, decisions: true };
  for await (const run of ask(replay, wanted, { ...process.env, ...environment })) {
    if (run.outcome === 'diverged') throw new Error(`${run.workflowId} diverged: ${run.detail}`);
    decisions.push(...(run.recorded ?? []));
  }
  return decisions;
}
