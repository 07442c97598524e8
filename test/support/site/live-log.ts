import type { Code } from '#contracts/codes.ts';
import type { Decision, RecordedDecision } from '#contracts/decision.ts';
import type { DecisionQueue } from '#stores/catalog/queue.ts';

/** Decisions as a worker told of them, by workflow. */
export interface LiveLog {
  readonly queue: DecisionQueue;
  /** A workflow's decisions in order, over all runs that continue one another; those with one of the codes, where some are given. */
  of(workflowId: string, ...codes: Code[]): Decision[];
  /** What all workflows have decided, by workflow. */
  all(): Pick<RecordedDecision, 'workflowId' | 'decision'>[];
}

/** Keeps what the sinks tell in memory, as the catalog would keep it: a task that is thrown away is told anew. */
export function liveLog(): LiveLog {
  const logs = new Map<string, Map<number, Decision>>();
  const enqueue = ({ workflowId, decision }: RecordedDecision) => {
    const log = logs.get(workflowId) ?? new Map<number, Decision>();
    logs.set(workflowId, log);
    const known = log.get(decision.seq);
    if (known?.hash === decision.hash) return;
    if (known) for (const seq of log.keys()) if (seq > decision.seq) log.delete(seq);
    log.set(decision.seq, decision);
  };
  const counts = { waiting: 0, written: 0, dropped: 0, refused: 0 };
  return {
    queue: { enqueue, state: () => counts, drain: async () => true, close: () => undefined },
    of: (workflowId, ...codes) =>
      [...(logs.get(workflowId)?.values() ?? [])]
        .sort((a, b) => a.seq - b.seq)
        .filter(({ code }) => codes.length === 0 || codes.some((wanted) => wanted === code)),
    all: () =>
      [...logs].flatMap(([workflowId, log]) => [...log.values()].map((decision) => ({ workflowId, decision }))),
  };
}
