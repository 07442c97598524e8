import { CancellationScope, condition, sleep } from '@temporalio/workflow';
import type { ReceiptOrder } from '#contracts/receipt.ts';
import { receiptActivities } from '../../run/policies.ts';
import type { StreamState } from '../state.ts';
import { countOf, type Owed, receiptBounds } from './delivery.ts';
import { giveUp } from './queues.ts';

/** While there is much to tell, it is told this often. */
const gatherMs = 1_000;

/** Takes receipts to their receivers, one delivery of a source at a time, beside all else that a stream does. */
export interface Courier {
  /** Sets out for each source to which something is owed and nothing is on its way. */
  go(): void;
  /** Whether it would. */
  isWanted(): boolean;
  /** Begins nothing more; the next run delivers again what is on its way. */
  stop(): void;
}

export function courierOf(state: StreamState): Courier {
  const busy = new Set<string>();
  let stopped = false;
  const waiting = () =>
    stopped ? [] : Object.entries(state.receipts).filter(([source, queue]) => queue.length > 0 && !busy.has(source));

  async function deliverAll(source: string, queue: Owed[]): Promise<void> {
    for (let [next] = queue; next && !stopped; [next] = queue) {
      const order = state.policy.receipts?.[source];
      if (order && !(await deliver(state, source, order, next))) continue;
      queue.shift();
      if (queue[0] && 'receipts' in queue[0] && !stopped) await sleep(gatherMs);
    }
    busy.delete(source);
  }

  return {
    isWanted: () => waiting().length > 0,
    stop: () => {
      stopped = true;
    },
    go() {
      for (const [source, queue] of waiting()) {
        busy.add(source);
        // A stream that is cancelled ends its waits.
        deliverAll(source, queue).catch(() => undefined);
      }
    },
  };
}

/** False where somebody else is to hear of it since: a receiver that never answers would be asked for a day. */
async function deliver(state: StreamState, source: string, order: ReceiptOrder, owed: Owed): Promise<boolean> {
  const { pipeline, partition } = state.policy;
  const within = Math.max(gatherMs, owed.at + receiptBounds.forMs - Date.now());
  const { to, secretRef } = order;
  const delivery = { to, ...(secretRef !== undefined && { secretRef }), pipeline, partition, source };
  const scope = new CancellationScope();
  const delivered = await scope
    .run(() =>
      Promise.race([
        receiptActivities(within).deliverReceipts({
          ...delivery,
          owed: 'receipts' in owed ? owed.receipts : owed.claim,
        }),
        condition(() => state.policy.receipts?.[source] !== order).then(() => 'changed' as const),
      ]),
    )
    .catch((): undefined => undefined);
  scope.cancel();
  if (delivered === 'changed') return false;
  if (delivered === undefined) giveUp(source, [countOf(owed)]);
  else if (delivered.refused > 0) giveUp(source, [delivered.refused], delivered);
  return true;
}
