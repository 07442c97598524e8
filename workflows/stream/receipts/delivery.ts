import type { Digest } from '#contracts/digest.ts';
import type { OwedReceipt } from '#contracts/receipt.ts';

/** Receipts that one delivery takes along, inline or put aside by claim check; `at` is when the oldest was decided. */
export type Owed =
  | { readonly at: number; readonly receipts: readonly OwedReceipt[] }
  | { readonly at: number; readonly claim: Digest; readonly count: number };

/** Receipts in a delivery, deliveries that may wait for a source's receiver, and for how long: what is more is given up. */
export const receiptBounds = { inDelivery: 32, waiting: 500, forMs: 86_400_000 } as const;

export const countOf = (owed: Owed): number => ('receipts' in owed ? owed.receipts.length : owed.count);

/** By source, what waits for its receiver, in order. */
export type Queues = Record<string, Owed[]>;

/** Whether nothing is owed to anybody. */
export const nothingOwed = (queues: Queues): boolean => Object.values(queues).every((queue) => queue.length === 0);
