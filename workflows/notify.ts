import type { Decision } from '#contracts/decision.ts';
import { noticeActivities } from './policies.ts';

/** Posts a decision to the spec's webhook, where there is one. A receiver that stays away holds up nothing. */
export async function notify(webhook: string | undefined, decision: Decision): Promise<void> {
  if (webhook === undefined) return;
  const { hash: key, code, subject, numbers = {}, evidence = [] } = decision;
  await noticeActivities
    .sendNotice({ url: webhook, notice: { key, code, subject, numbers, evidence } })
    .catch(() => undefined);
}
