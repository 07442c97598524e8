import { z } from 'zod';
import { Decision } from './decision.ts';
import { ReceiverUrl } from './receiver.ts';
import { SecretRefs } from './secret-ref.ts';

export const noticeType = 'dev.tidegate.decision.v1';

/** Where decisions that people or systems downstream should know of are posted. */
export const NoticeOrder = z.strictObject({
  webhook: ReceiverUrl,
  /** Of a Standard Webhooks secret in the worker's environment, by which the posts are signed; unsigned where it is left out. */
  secretRef: SecretRefs.optional(),
  /** Whether there is a notice for the end of each pane too: published, rejected or superseded. */
  panes: z.boolean().optional(),
});
export type NoticeOrder = z.infer<typeof NoticeOrder>;

/** A notice of a decision: a CloudEvent whose id is the decision's hash and whose source is the workflow id of the run that decided. */
export const NoticeEvent = z.strictObject({
  specversion: z.literal('1.0'),
  type: z.literal(noticeType),
  id: Decision.shape.hash,
  source: z.string(),
  subject: Decision.shape.subject,
  time: z.string(),
  datacontenttype: z.literal('application/json'),
  data: Decision,
});
export type NoticeEvent = z.infer<typeof NoticeEvent>;
