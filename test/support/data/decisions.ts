import type { Choice, Decision, RecordedDecision } from '#contracts/decision.ts';
import { append, beginChain } from '#domain/decisions/chain.ts';
import { digestOf, sha256 } from '#domain/digest.ts';
import type { RunRecord } from '#stores/catalog/catalog.ts';

/** A decision at a place; another `variant` gives it another hash. */
export function decision(seq: number, variant = '', more: Partial<Decision> = {}): Decision {
  const said: Omit<Decision, 'hash'> = {
    subject: `arrival/flights/${seq}${variant}`,
    kind: 'arrival',
    outcome: 'accepted',
    code: 'ARRIVAL_ACCEPTED',
    numbers: { rows: 10 },
    seq,
    at: 1_000 + seq,
    previous: sha256(`${seq}`),
    ...more,
  };
  return { ...said, hash: digestOf(said) };
}

export const place = {
  workflowId: 'stream/p/all',
  runId: 'run-0',
  firstRunId: 'run-0',
  workflowType: 'stream',
  generation: 0,
};

export const recorded = (seq: number, variant = '', more: Partial<RecordedDecision> = {}): RecordedDecision => ({
  ...place,
  decision: decision(seq, variant),
  ...more,
});

/** The record of a run that made decisions. */
export const runOf = (decisions: readonly Decision[], more: Partial<RunRecord> = {}): RunRecord => ({
  workflowId: place.workflowId,
  runId: place.runId,
  firstRunId: place.firstRunId,
  workflowType: place.workflowType,
  pipeline: 'p',
  startedAt: 1_000,
  closedAt: 2_000,
  status: 'completed',
  history: sha256('history'),
  bundle: sha256('bundle'),
  chain: { head: decisions.at(-1)?.hash ?? sha256(''), length: (decisions.at(-1)?.seq ?? -1) + 1, generation: 0 },
  ...more,
});

/** The log of a run that chooses one thing after another, a millisecond apart. */
export function logOf(workflowId: string, choices: readonly Choice[], firstRunId = 'r', from = 0): RecordedDecision[] {
  let chain = beginChain(workflowId, firstRunId);
  return choices.map((choice, i) => {
    const { chain: next, decision: made } = append(chain, choice, from + i);
    chain = next;
    return {
      workflowId,
      workflowType: typeOf(workflowId),
      runId: firstRunId,
      firstRunId,
      generation: 0,
      decision: made,
    };
  });
}

/** A choice that a run of its own made. */
export function decided(workflowId: string, choice: Choice, at: number): RecordedDecision {
  const { decision: made } = append(beginChain(workflowId, 'r'), choice, at);
  return { workflowId, workflowType: typeOf(workflowId), runId: 'r', firstRunId: 'r', generation: 0, decision: made };
}

const typeOf = (workflowId: string): string => workflowId.split('/')[0] ?? '';
