import type { InjectedSinks } from '@temporalio/worker';
import type { DecisionQueue } from '#stores/catalog/queue.ts';
import type { DecisionSinks } from '#workflows/run/decision-log.ts';

/**
 * Where live decisions go: onto a bounded queue in memory, at once. A sink runs before its task is committed, and the worker
 * waits for it; so nothing else may happen here.
 */
export const decisionSinks = (queue: DecisionQueue | undefined): InjectedSinks<DecisionSinks> => ({
  decisions: {
    record: { fn: (_info, decision) => queue?.enqueue(decision), callDuringReplay: true },
    seal: { fn: () => undefined },
  },
});
