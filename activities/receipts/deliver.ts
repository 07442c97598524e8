import { asyncLocalStorage } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import { type DueReceipt, DueReceipts, type ReceiptEvent } from '#contracts/receipt.ts';
import type { Environment } from '#contracts/variables.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import type { Segments } from '#stores/segments/segments.ts';
import { type Answer, postEvent, type Send } from '../webhooks/post.ts';
import { eventsOf } from './events.ts';
import type { Delivered, Delivery, ReceiptActivities } from './port.ts';

export interface ReceiptDependencies {
  readonly artifacts: ArtifactStore;
  readonly segments: Segments;
  /** Where secrets are found. */
  readonly environment?: Environment;
  readonly fetch?: Send;
}

/** How far an earlier attempt came. */
const Progress = z.object({
  receipts: z.number(),
  taken: z.number(),
  refused: z.number(),
  status: z.number().optional(),
});
type Progress = z.infer<typeof Progress>;

/** The activity that delivers receipts to a source. */
export function createReceiptActivities({
  artifacts,
  segments,
  environment = process.env,
  fetch: send = fetch,
}: ReceiptDependencies): ReceiptActivities {
  async function deliver(event: ReceiptEvent, { to, secretRef }: Delivery): Promise<Answer> {
    const answer = await postEvent(event, { to, secretRef }, { environment, send });
    if (answer.outcome !== 'not yet') return answer;
    const message = `the receiver of receipts answered ${answer.status}`;
    throw ApplicationFailure.create({ message, type: 'RECEIPT_REFUSED' });
  }

  const receiptsOf = async ({ receipts }: Delivery): Promise<readonly DueReceipt[]> =>
    typeof receipts === 'string' ? (await artifacts.getJson(receipts, DueReceipts)).receipts : receipts;

  async function deliverReceipts(delivery: Delivery): Promise<Delivered> {
    const receipts = await receiptsOf(delivery);
    const progress = progressSoFar();
    for (const receipt of receipts.slice(progress.receipts)) {
      const told = { ...progress, receipts: progress.receipts + 1 };
      for (const event of await eventsOf(receipt, delivery, { artifacts, segments })) {
        const answer = await deliver(event, delivery);
        if (answer.outcome === 'taken') told.taken += 1;
        else Object.assign(told, { refused: told.refused + 1, status: answer.status });
      }
      Object.assign(progress, told);
      asyncLocalStorage.getStore()?.heartbeat(progress);
    }
    const { taken, refused, status } = progress;
    return { taken, refused, ...(status !== undefined && { status }) };
  }

  return { deliverReceipts };
}

/** Events that an earlier attempt delivered are skipped, as far as its heartbeats recorded them. */
const progressSoFar = (): Progress =>
  Progress.safeParse(asyncLocalStorage.getStore()?.info.heartbeatDetails).data ?? {
    receipts: 0,
    taken: 0,
    refused: 0,
  };
