import { asyncLocalStorage } from '@temporalio/activity';

/** What is used of `fetch`. */
export type Send = (url: string, init: RequestInit) => Promise<Pick<Response, 'ok' | 'status' | 'body'>>;

/** How a receiver answered: it took what was posted, or refused it, for good or for now. */
export interface Answer {
  readonly status: number;
  readonly outcome: 'taken' | 'refused' | 'not yet';
}

const timeoutMs = 10_000;

/** Refusals that may pass by themselves. */
const passing = new Set([408, 425, 429]);

/** Posts a text once; throws where there is no answer. */
export async function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  text: string,
  send: Send,
): Promise<Answer> {
  const cancelled = asyncLocalStorage.getStore()?.cancellationSignal;
  const timeout = AbortSignal.timeout(timeoutMs);
  const { status, body, ok } = await send(url, {
    method: 'POST',
    headers,
    body: text,
    // A redirect could lead anywhere; the answer is counted as a refusal.
    redirect: 'manual',
    signal: cancelled ? AbortSignal.any([cancelled, timeout]) : timeout,
  });
  await body?.cancel();
  if (ok) return { status, outcome: 'taken' };
  return { status, outcome: status < 500 && !passing.has(status) ? 'refused' : 'not yet' };
}
