import { ApplicationFailure } from '@temporalio/common';
import type { NoticeActivities } from './port.ts';
import { post, type Send } from './post.ts';

/** Posts notices as JSON; the key goes along as `Idempotency-Key`, for a notice may be sent again. */
export function createNoticeActivities({ fetch: send = fetch }: { readonly fetch?: Send } = {}): NoticeActivities {
  return {
    sendNotice: async ({ url, notice }) => {
      const headers = { 'content-type': 'application/json', 'idempotency-key': notice.key };
      const { status, outcome } = await post(url, headers, JSON.stringify(notice), send);
      if (outcome === 'taken') return;
      throw ApplicationFailure.create({
        message: `the webhook answered ${status}`,
        type: 'NOTICE_REFUSED',
        nonRetryable: outcome === 'refused',
      });
    },
  };
}
