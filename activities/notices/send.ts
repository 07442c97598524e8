import { ApplicationFailure } from '@temporalio/common';
import { type NoticeEvent, noticeType } from '#contracts/notice.ts';
import { formatInstant } from '#contracts/time.ts';
import type { Environment } from '#contracts/variables.ts';
import { postEvent, type Send } from '../webhooks/post.ts';
import type { Notice, NoticeActivities } from './port.ts';

export interface NoticeDependencies {
  /** Where secrets are found. */
  readonly environment?: Environment;
  readonly fetch?: Send;
}

/** The activity by which people and systems downstream hear of decisions. */
export function createNoticeActivities({
  environment = process.env,
  fetch: send = fetch,
}: NoticeDependencies = {}): NoticeActivities {
  return {
    sendNotice: async (notice) => {
      const { status, outcome } = await postEvent(eventOf(notice), notice, { environment, send });
      if (outcome === 'taken') return;
      throw ApplicationFailure.create({
        message: `the webhook answered ${status}`,
        type: 'NOTICE_REFUSED',
        nonRetryable: outcome === 'refused',
      });
    },
  };
}

const eventOf = ({ source, decision }: Notice): NoticeEvent => ({
  specversion: '1.0',
  type: noticeType,
  id: decision.hash,
  source,
  subject: decision.subject,
  time: formatInstant(decision.at),
  datacontenttype: 'application/json',
  data: decision,
});
