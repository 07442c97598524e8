// Queues receipts, and keeps the queues small.

import type { Delivered } from '#activities/receipts/port.ts';
import type { Decision } from '#contracts/decision.ts';
import type { DueReceipt, ReceiptStep } from '#contracts/receipt.ts';
import { receiptDecision } from '#domain/decisions/receipt.ts';
import { decide } from '../../run/decision-log.ts';
import { artifactActivities } from '../../run/policies.ts';
import type { StreamState } from '../state.ts';
import { countOf, type QueuedDelivery, receiptBounds } from './delivery.ts';

/** A receipt of a step, without what its decision says. */
type Step<S extends ReceiptStep = ReceiptStep> = S extends ReceiptStep
  ? Omit<Extract<DueReceipt, { step: S }>, 'key' | 'at' | 'code'>
  : never;

/** Queues a receipt of a step for each of the sources that asked for receipts of it. */
export function queueReceipt(
  state: Pick<StreamState, 'policy' | 'receipts'>,
  sources: Iterable<string>,
  step: Step,
  { hash: key, at, code }: Decision,
): void {
  for (const source of new Set(sources)) {
    if (!state.policy.receipts?.[source]?.steps.includes(step.step)) continue;
    const queue = state.receipts[source] ?? [];
    state.receipts[source] = queue;
    const receipt: DueReceipt = { ...step, key, at, code };
    const last = queue.at(-1);
    // The first delivery of a queue may be in progress, so nothing is added to it.
    const open = queue.length > 1 && last && 'receipts' in last && last.receipts.length < receiptBounds.inDelivery;
    if (open) queue.splice(-1, 1, { at: last.at, receipts: [...last.receipts, receipt] });
    else queue.push({ at, receipts: [receipt] });
  }
}

/** Puts full deliveries that wait into the artifact store, and gives the oldest up where too many wait: the state stays small. */
export async function tidyReceipts(state: Pick<StreamState, 'receipts'>): Promise<void> {
  for (const [source, queue] of Object.entries(state.receipts)) {
    for (let queued = firstFull(queue); queued; queued = firstFull(queue)) {
      const claim = await artifactActivities.storeJson({ value: { receipts: queued.receipts } });
      // Deliveries ahead of it may have finished during the activity: then it is now first, and may itself be in progress.
      const now = queue.indexOf(queued);
      if (now > 0) queue.splice(now, 1, { at: queued.at, claim, count: queued.receipts.length });
    }
    // Keep the first: its delivery is in progress.
    const tooMany = queue.splice(1, Math.max(0, queue.length - receiptBounds.waiting));
    if (tooMany.length > 0) giveUp(source, tooMany.map(countOf));
  }
}

type Inline = Extract<QueuedDelivery, { receipts: unknown }>;

const firstFull = (queue: readonly QueuedDelivery[]): Inline | undefined =>
  queue
    .slice(1)
    .find((queued): queued is Inline => 'receipts' in queued && queued.receipts.length >= receiptBounds.inDelivery);

/** Records that receipts were given up. They are not lost: a source can still query them. */
export function giveUp(source: string, counts: readonly number[], { status }: Pick<Delivered, 'status'> = {}): void {
  const receipts = counts.reduce((sum, count) => sum + count, 0);
  const numbers = { receipts, status };
  decide(receiptDecision.draft({ about: source, outcome: 'undelivered', code: 'RECEIPT_UNDELIVERED', numbers }));
}

/** Gives up all receipts that are still queued when a stream ends. */
export function giveUpAll({ receipts }: Pick<StreamState, 'receipts'>): void {
  for (const [source, queue] of Object.entries(receipts)) {
    const left = queue.splice(0);
    if (left.length > 0) giveUp(source, left.map(countOf));
  }
}
