import { asyncLocalStorage } from '@temporalio/activity';
import type { z } from 'zod';
import type { SecretRefs } from '#contracts/secret-ref.ts';
import type { Environment } from '#contracts/variables.ts';
import { secretsAt, webhookHeaders } from './signature.ts';

/** What is used of `fetch`. */
export type Send = (url: string, init: RequestInit) => Promise<Pick<Response, 'ok' | 'status' | 'body'>>;

/** How a receiver answered: it accepted the event, refused it for good, or refused it for now. */
export interface Answer {
  readonly status: number;
  readonly outcome: 'taken' | 'refused' | 'not yet';
}

/** Where events are posted, and the secrets by which they are signed. */
export interface Receiver {
  readonly to: string;
  readonly secretRef?: z.infer<typeof SecretRefs> | undefined;
}

const timeoutMs = 10_000;

/** Refusals that may pass by themselves. */
const passing = new Set([408, 425, 429]);

/** Posts a CloudEvent once, in structured mode; throws if there is no answer. */
export async function postEvent(
  event: { readonly id: string },
  { to, secretRef }: Receiver,
  { environment, send }: { readonly environment: Environment; readonly send: Send },
): Promise<Answer> {
  const secrets = await secretsAt(secretRef, environment);
  const text = JSON.stringify(event);
  const signed = webhookHeaders(secrets, { id: event.id, text, seconds: Math.floor(Date.now() / 1_000) });
  const cancelled = asyncLocalStorage.getStore()?.cancellationSignal;
  const timeout = AbortSignal.timeout(timeoutMs);
  const { status, body, ok } = await send(to, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents+json', ...signed },
    body: text,
    // A redirect could lead anywhere; the answer is counted as a refusal.
    redirect: 'manual',
    signal: cancelled ? AbortSignal.any([cancelled, timeout]) : timeout,
  });
  await body?.cancel();
  if (ok) return { status, outcome: 'taken' };
  return { status, outcome: status < 500 && !passing.has(status) ? 'refused' : 'not yet' };
}
