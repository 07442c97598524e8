import type { Decision } from '#contracts/decision.ts';
import type { NoticeOrder } from '#contracts/notice.ts';

/** A decision, the workflow id of the run that made it, and who hears of it. */
export interface Notice {
  readonly to: NoticeOrder['webhook'];
  readonly secretRef?: NoticeOrder['secretRef'];
  readonly source: string;
  readonly decision: Decision;
}

export interface NoticeActivities {
  /** Posts a decision as a CloudEvent; a refusal is tried again a bounded number of times. */
  sendNotice(notice: Notice): Promise<void>;
}
