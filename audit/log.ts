import type { RecordedDecision } from '#contracts/decision.ts';
import type { Digest } from '#contracts/digest.ts';
import type { DecisionStatus } from '#stores/catalog/catalog.ts';

/** A decision and the run that made it, from the catalog or from a replayed history. */
export type LoggedDecision = RecordedDecision & { readonly status?: DecisionStatus };

/** All decisions of one workflow id and first run, over all runs that continue it, in order of `seq`. */
export interface DecisionChain {
  readonly workflowId: string;
  readonly firstRunId: string;
  readonly workflowType: string;
  readonly decisions: readonly LoggedDecision[];
  readonly head: Digest;
  readonly generations: number;
}

/**
 * Groups decisions into chains, the oldest chain first. A run that was reset makes some decisions again; for each `seq`
 * the newest counts.
 */
export function chainsOf(log: readonly LoggedDecision[]): DecisionChain[] {
  const chains = new Map<string, Map<number, LoggedDecision>>();
  for (const entry of log) {
    const key = JSON.stringify([entry.workflowId, entry.firstRunId]);
    const chain = chains.get(key) ?? new Map<number, LoggedDecision>();
    const known = chain.get(entry.decision.seq);
    if (!known || known.decision.at <= entry.decision.at) chain.set(entry.decision.seq, entry);
    chains.set(key, chain);
  }
  return [...chains.values()].flatMap((chain) => chainOf([...chain.values()])).sort(byBeginning);
}

function chainOf(log: readonly LoggedDecision[]): DecisionChain[] {
  const decisions = [...log].sort((a, b) => a.decision.seq - b.decision.seq);
  const last = decisions.at(-1);
  if (!last) return [];
  const { workflowId, firstRunId, workflowType, generation, decision } = last;
  return [{ workflowId, firstRunId, workflowType, decisions, head: decision.hash, generations: generation + 1 }];
}

const byBeginning = (a: DecisionChain, b: DecisionChain): number =>
  (a.decisions[0]?.decision.at ?? 0) - (b.decisions[0]?.decision.at ?? 0) || (a.workflowId < b.workflowId ? -1 : 1);
