import { z } from 'zod';
import { bodyOrThrow, type GatewayAnswer } from './request.ts';

const at = z.number().int();
const pane = z.object({
  window: z.object({ start: at, end: at }),
  pane: z.number().int(),
  at,
  code: z.string(),
  partition: z.string(),
});
const ReceiptSchema = z.object({
  pipeline: z.string(),
  source: z.string(),
  id: z.string(),
  state: z.string(),
  steps: z.object({
    accepted: z.object({ at, stream: z.string(), run: z.string(), code: z.string() }),
    inPane: z.array(pane.extend({ timing: z.string() })).optional(),
    gated: z.array(pane.extend({ verdict: z.string(), workflowId: z.string() })).optional(),
    published: z.array(pane.extend({ snapshot: z.string() })).optional(),
    withheld: z.array(pane.extend({ outcome: z.string() })).optional(),
  }),
  fates: z.record(z.string(), z.number().int()),
});
/** The processing steps that a batch has reached. Steps that it has not reached are left out. */
export type Receipt = z.infer<typeof ReceiptSchema>;
export type Step = Exclude<keyof Receipt['steps'], 'withheld'>;

/** The receipt in an answer; undefined where the stream has not decided the batch yet. */
export function receiptOf(answer: GatewayAnswer): Receipt | undefined {
  if (!answer.ok && answer.refusal.problem.code === 'NOT_FOUND') return undefined;
  return ReceiptSchema.parse(bodyOrThrow(answer));
}

/** States after which no step follows unless a person acts. */
const ended = new Set(['expired', 'refused', 'superseded', 'unassigned']);

/** Whether one of its panes is held or rejected. A superseded pane does not count, because a later pane follows. */
const isWithheld = ({ steps }: Receipt): boolean =>
  (steps.withheld ?? []).some(({ outcome }) => outcome !== 'superseded');

/** Whether waiting can end: the step is reached, or will not be reached. */
export const isAnswer = (receipt: Receipt, step: Step): boolean =>
  receipt.steps[step] !== undefined || ended.has(receipt.state) || (step === 'published' && isWithheld(receipt));
