// What waits for the receivers of receipts, and its bounds.

import type { Digest } from '#contracts/digest.ts';
import type { DueReceipt } from '#contracts/receipt.ts';

/** Receipts that one delivery takes along, inline or by claim check; `at` is when the oldest was decided. */
export type QueuedDelivery =
  | { readonly at: number; readonly receipts: readonly DueReceipt[] }
  | { readonly at: number; readonly claim: Digest; readonly count: number };

/** Receipts in a delivery, deliveries that may wait for a source's receiver, and for how long: what is more is given up. */
export const receiptBounds = { inDelivery: 32, waiting: 500, forMs: 86_400_000 } as const;

export const countOf = (queued: QueuedDelivery): number =>
  'receipts' in queued ? queued.receipts.length : queued.count;

/** By source, what waits for its receiver, in order. */
export type Queues = Record<string, QueuedDelivery[]>;

/** Whether no receiver waits for anything. */
export const nothingQueued = (queues: Queues): boolean => Object.values(queues).every((queue) => queue.length === 0);
