import { z } from 'zod';
import { Code } from './codes.ts';
import { Digest } from './digest.ts';
import { Verdict } from './finding.ts';
import { FateCounts } from './ledger.ts';
import { ReceiverUrl } from './receiver.ts';
import { SecretRefs } from './secret-ref.ts';
import { EpochMs } from './time.ts';
import { Timing, Window } from './window.ts';

export const receiptType = 'dev.tidegate.receipt.v1';

/** The steps of an arrival for which receipts can be delivered. */
export const ReceiptStep = z.enum(['accepted', 'inPane', 'gated', 'published']);
export type ReceiptStep = z.infer<typeof ReceiptStep>;

/** Where a source's receipts are posted, and of which steps. */
export const ReceiptOrder = z.strictObject({
  to: ReceiverUrl,
  /** Of a Standard Webhooks secret in the worker's environment, by which the posts are signed; unsigned where it is left out. */
  secretRef: SecretRefs.optional(),
  steps: z
    .array(ReceiptStep)
    .min(1)
    .default([...ReceiptStep.options]),
});
export type ReceiptOrder = z.infer<typeof ReceiptOrder>;

const common = {
  /** Hash of the decision that the receipt is about. */
  key: Digest,
  at: EpochMs,
  code: Code,
};
const ofPane = { ...common, feed: z.string(), window: Window, pane: z.number().int().min(0) };

/** Receipts that must still be delivered, for one step. The arrivals are named by the artifacts that list them. */
export const DueReceipt = z.discriminatedUnion('step', [
  z.strictObject({ step: z.literal('accepted'), ...common, segment: Digest }),
  z.strictObject({
    step: z.literal('inPane'),
    ...ofPane,
    timing: Timing,
    segments: z.array(Digest),
    through: z.number().int(),
    except: z.array(z.tuple([z.number().int(), z.number().int()]).readonly()),
  }),
  z.strictObject({ step: z.literal('gated'), ...ofPane, account: Digest, report: Digest }),
  z.strictObject({ step: z.literal('published'), ...ofPane, account: Digest, snapshot: Digest }),
]);
export type DueReceipt = z.infer<typeof DueReceipt>;

/** Undelivered receipts that were moved from the state of a stream into an artifact. */
export const DueReceipts = z.strictObject({ receipts: z.array(DueReceipt) });

/** At most so many arrivals are named in one event. */
export const mostReceipted = 1_000;

/** What a delivered receipt says: one step of the arrivals that it names. Times are epoch milliseconds. */
const ReceiptData = z.strictObject({
  pipeline: z.string(),
  partition: z.string(),
  source: z.string(),
  step: ReceiptStep,
  at: EpochMs,
  code: Code,
  /** Workflow id of the stream, and hash of the decision in its log. */
  stream: z.string(),
  decision: Digest,
  window: Window.optional(),
  pane: z.number().int().min(0).optional(),
  timing: Timing.optional(),
  /** Workflow id of the pane's gate. */
  workflowId: z.string().optional(),
  verdict: Verdict.optional(),
  snapshot: Digest.optional(),
  /** If there are more than {@link mostReceipted} arrivals, there are several parts, counted from 0. */
  part: z.number().int().min(0),
  parts: z.number().int().min(1),
  arrivals: z.array(
    z.strictObject({
      id: z.string(),
      ordinal: z.number().int().min(0),
      /** The fates of its rows in the window, once the pane was assembled. */
      fates: FateCounts.optional(),
    }),
  ),
});

/** A delivered receipt: a CloudEvent whose id is the same however often it is sent. */
export const ReceiptEvent = z.strictObject({
  specversion: z.literal('1.0'),
  type: z.literal(receiptType),
  id: z.string(),
  source: z.string(),
  time: z.string(),
  datacontenttype: z.literal('application/json'),
  data: ReceiptData,
});
export type ReceiptEvent = z.infer<typeof ReceiptEvent>;
