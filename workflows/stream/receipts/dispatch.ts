// Delivers the receipts that wait.

import { CancellationScope, condition, sleep } from '@temporalio/workflow';
import type { ReceiptOrder } from '#contracts/receipt.ts';
import { receiptActivities } from '../../run/policies.ts';
import type { StreamState } from '../state.ts';
import { countOf, type QueuedDelivery, receiptBounds } from './delivery.ts';
import { giveUp } from './queues.ts';

/** Pause between two deliveries to one receiver, so that receipts gather and share a delivery. */
const gatherMs = 1_000;

/** Delivers receipts, one delivery of a source at a time, beside all else that a stream does. */
export interface Dispatcher {
  /** Begins to deliver for each source whose queue is not empty and is not being delivered. */
  start(): void;
  /** Whether there is such a source. */
  hasWork(): boolean;
  /** Stops starting deliveries. The next run repeats any that are unfinished. */
  stop(): void;
}

export function dispatcherOf(state: StreamState): Dispatcher {
  const busy = new Set<string>();
  let stopped = false;
  const waiting = () =>
    stopped ? [] : Object.entries(state.receipts).filter(([source, queue]) => queue.length > 0 && !busy.has(source));

  async function deliverAll(source: string, queue: QueuedDelivery[]): Promise<void> {
    for (let [next] = queue; next && !stopped; [next] = queue) {
      const order = state.policy.receipts?.[source];
      if (order && !(await deliver(state, source, order, next))) continue;
      queue.shift();
      if (queue[0] && 'receipts' in queue[0] && !stopped) await sleep(gatherMs);
    }
    busy.delete(source);
  }

  return {
    hasWork: () => waiting().length > 0,
    stop: () => {
      stopped = true;
    },
    start() {
      for (const [source, queue] of waiting()) {
        busy.add(source);
        // A stream that is cancelled ends its waits.
        deliverAll(source, queue).catch(() => undefined);
      }
    },
  };
}

/** False where somebody else is to hear of it since: a receiver that never answers would be asked for a day. */
async function deliver(
  state: StreamState,
  source: string,
  order: ReceiptOrder,
  queued: QueuedDelivery,
): Promise<boolean> {
  const { pipeline, partition } = state.policy;
  const within = Math.max(gatherMs, queued.at + receiptBounds.forMs - Date.now());
  const { to, secretRef } = order;
  const delivery = { to, ...(secretRef !== undefined && { secretRef }), pipeline, partition, source };
  const scope = new CancellationScope();
  const delivered = await scope
    .run(() =>
      Promise.race([
        receiptActivities(within).deliverReceipts({
          ...delivery,
          receipts: 'receipts' in queued ? queued.receipts : queued.claim,
        }),
        condition(() => state.policy.receipts?.[source] !== order).then(() => 'changed' as const),
      ]),
    )
    .catch((): undefined => undefined);
  scope.cancel();
  if (delivered === 'changed') return false;
  if (delivered === undefined) giveUp(source, [countOf(queued)]);
  else if (delivered.refused > 0) giveUp(source, [delivered.refused], delivered);
  return true;
}
