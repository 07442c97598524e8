import type { Digest } from '#contracts/digest.ts';
import type { DueReceipt, ReceiptOrder } from '#contracts/receipt.ts';

/** Receipts of one source of a stream, in the order in which their steps were decided. */
export interface Delivery {
  readonly to: ReceiptOrder['to'];
  readonly secretRef?: ReceiptOrder['secretRef'];
  readonly pipeline: string;
  readonly partition: string;
  readonly source: string;
  /** The receipts, or the artifact that holds them. */
  readonly receipts: readonly DueReceipt[] | Digest;
}

/** How many events were taken and refused for good, and how the last refusal was answered. */
export interface Delivered {
  readonly taken: number;
  readonly refused: number;
  readonly status?: number;
}

export interface ReceiptActivities {
  /** Posts each receipt as CloudEvents, one after another. After a refusal that may pass, the attempt fails, and the next one continues from there. */
  deliverReceipts(delivery: Delivery): Promise<Delivered>;
}
