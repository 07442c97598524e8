import { asyncLocalStorage } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Notice, NoticeActivities } from './port.ts';

/** What is used of `fetch`. */
type Post = (url: string, init: RequestInit) => Promise<Pick<Response, 'ok' | 'status' | 'body'>>;

const timeoutMs = 10_000;

/** Refusals that may pass by themselves. */
const passing = new Set([408, 425, 429]);

/** Posts notices as JSON; the key goes along as `Idempotency-Key`, for a notice may be sent again. */
export function createNoticeActivities({ fetch: post = fetch }: { readonly fetch?: Post } = {}): NoticeActivities {
  return {
    sendNotice: async ({ url, notice }) => {
      const { status, body, ok } = await post(url, requestOf(notice));
      await body?.cancel();
      if (ok) return;
      const final = status < 500 && !passing.has(status);
      throw ApplicationFailure.create({
        message: `the webhook answered ${status}`,
        type: 'NOTICE_REFUSED',
        nonRetryable: final,
      });
    },
  };
}

function requestOf(notice: Notice): RequestInit {
  const cancelled = asyncLocalStorage.getStore()?.cancellationSignal;
  const timeout = AbortSignal.timeout(timeoutMs);
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': notice.key },
    body: JSON.stringify(notice),
    // A redirect could lead anywhere; the answer is counted as a refusal.
    redirect: 'manual',
    signal: cancelled ? AbortSignal.any([cancelled, timeout]) : timeout,
  };
}
