import { condition, workflowInfo } from '@temporalio/workflow';
import type { Decision } from '#contracts/decision.ts';
import type { NoticeOrder } from '#contracts/notice.ts';
import { present } from '#contracts/present.ts';
import { noticeActivities } from './policies.ts';

// Keyed by run, as contexts may be shared.
const underWay = new Map<string, number>();

const count = (change: 1 | -1): void => {
  const { runId } = workflowInfo();
  const next = (underWay.get(runId) ?? 0) + change;
  if (next === 0) underWay.delete(runId);
  else underWay.set(runId, next);
};

/** Posts a decision to whom the spec names, if anybody. The workflow does not wait for it, so an unreachable receiver delays nothing. */
export async function notify(order: NoticeOrder | undefined, decision: Decision): Promise<void> {
  if (order === undefined) return;
  const { webhook: to, secretRef } = order;
  count(1);
  await noticeActivities
    .sendNotice(present({ to, secretRef, source: workflowInfo().workflowId, decision }))
    .catch(() => undefined)
    .finally(() => count(-1));
}

/** Waits briefly for notices being posted, because they are cancelled when the run ends. */
export async function noticesSent(): Promise<void> {
  const { runId } = workflowInfo();
  if (underWay.has(runId)) await condition(() => !underWay.has(runId), '10s');
}
