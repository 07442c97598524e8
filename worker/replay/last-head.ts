import type { ChainHead, RecordedDecision } from '#contracts/decision.ts';
import { beginChain } from '#domain/decisions/chain.ts';
import type { RunFacts } from '../archive/run-facts.ts';

/** The last known hash of the chain of a run that is not sealed: that of its last decision, or the one with which it began. */
export function lastHead(
  workflowId: string,
  { firstRunId, carried }: Pick<RunFacts, 'firstRunId' | 'carried'>,
  decisions: readonly RecordedDecision[],
): ChainHead {
  const last = decisions.at(-1);
  if (!last) return carried ?? beginChain(workflowId, firstRunId);
  return { head: last.decision.hash, length: last.decision.seq + 1, generation: last.generation };
}
