import type { Delivered } from '#activities/receipts/port.ts';
import type { Decision } from '#contracts/decision.ts';
import type { OwedReceipt, ReceiptStep } from '#contracts/receipt.ts';
import { receiptDecision } from '#domain/decisions/receipt.ts';
import { decide } from '../../run/decision-log.ts';
import { artifactActivities } from '../../run/policies.ts';
import type { StreamState } from '../state.ts';
import { countOf, type Owed, receiptBounds } from './delivery.ts';

/** What is owed of a step without what its decision says. */
type Step<S extends ReceiptStep = ReceiptStep> = S extends ReceiptStep
  ? Omit<Extract<OwedReceipt, { step: S }>, 'key' | 'at' | 'code'>
  : never;

/** Notes that those of the sources which asked for it are to hear of a step. */
export function owe(
  state: Pick<StreamState, 'policy' | 'receipts'>,
  sources: Iterable<string>,
  step: Step,
  { hash: key, at, code }: Decision,
): void {
  for (const source of new Set(sources)) {
    if (!state.policy.receipts?.[source]?.steps.includes(step.step)) continue;
    const queue = state.receipts[source] ?? [];
    state.receipts[source] = queue;
    const receipt: OwedReceipt = { ...step, key, at, code };
    const last = queue.at(-1);
    // The first may be on its way already.
    const open = queue.length > 1 && last && 'receipts' in last && last.receipts.length < receiptBounds.inDelivery;
    if (open) queue.splice(-1, 1, { at: last.at, receipts: [...last.receipts, receipt] });
    else queue.push({ at, receipts: [receipt] });
  }
}

/** Puts full deliveries that wait into the artifact store, and gives the oldest up where too many wait: the state stays small. */
export async function tidyReceipts(state: Pick<StreamState, 'receipts'>): Promise<void> {
  for (const [source, queue] of Object.entries(state.receipts)) {
    for (let owed = firstFull(queue); owed; owed = firstFull(queue)) {
      const claim = await artifactActivities.storeJson({ value: { receipts: owed.receipts } });
      // Meanwhile those before it may have been delivered.
      const now = queue.indexOf(owed);
      if (now > 0) queue.splice(now, 1, { at: owed.at, claim, count: owed.receipts.length });
    }
    // The first is on its way.
    const tooMany = queue.splice(1, Math.max(0, queue.length - receiptBounds.waiting));
    if (tooMany.length > 0) giveUp(source, tooMany.map(countOf));
  }
}

type Inline = Extract<Owed, { receipts: unknown }>;

const firstFull = (queue: readonly Owed[]): Inline | undefined =>
  queue.slice(1).find((owed): owed is Inline => 'receipts' in owed && owed.receipts.length >= receiptBounds.inDelivery);

/** Nothing is dropped silently: who asks still gets the receipts. */
export function giveUp(source: string, counts: readonly number[], { status }: Pick<Delivered, 'status'> = {}): void {
  const receipts = counts.reduce((sum, count) => sum + count, 0);
  const numbers = { receipts, status };
  decide(receiptDecision.draft({ about: source, outcome: 'undelivered', code: 'RECEIPT_UNDELIVERED', numbers }));
}

/** What remains when a stream ends is given up. */
export function giveUpAll({ receipts }: Pick<StreamState, 'receipts'>): void {
  for (const [source, queue] of Object.entries(receipts)) {
    const left = queue.splice(0);
    if (left.length > 0) giveUp(source, left.map(countOf));
  }
}
