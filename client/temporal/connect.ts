import { setTimeout as sleep } from 'node:timers/promises';
import {
  Client,
  Connection,
  type GrpcRetryOptions,
  isRetryableError,
  makeGrpcRetryInterceptor,
} from '@temporalio/client';
import type { TemporalConfig } from '#stores/settings.ts';

/** A call that fails is tried again for about five seconds: as long as a server takes to come back from a restart. */
const maxAttempts = 14;
const maxDelayMs = 400;

/** Else the wait between two attempts to connect grows to two minutes, and a server that is back stays unseen. */
const reconnecting = { 'grpc.initial_reconnect_backoff_ms': 200, 'grpc.max_reconnect_backoff_ms': 1_000 } as const;

/** When the last retry of a client's calls is due, in `performance.now()`. */
const retriesDue = new WeakMap<Client, { at: number }>();

/**
 * A client that connects at its first call and again whenever the server is back: a door may open before Temporal does.
 *
 * @param identity who is calling, as histories record it; no host or person, for a history is for ever
 */
export function connect({ connectionOptions, namespace }: TemporalConfig, identity: string): Client {
  const due = { at: 0 };
  const retries: GrpcRetryOptions = {
    retryableDecider: (attempt, status) => attempt < maxAttempts && isRetryableError(status),
    delayFunction: (attempt) => {
      const delay = Math.min(maxDelayMs, 25 * 2 ** attempt);
      due.at = Math.max(due.at, performance.now() + delay);
      return delay;
    },
  };
  const interceptors = [makeGrpcRetryInterceptor(retries)];
  const connection = Connection.lazy({ ...connectionOptions, channelArgs: reconnecting, interceptors });
  const client = new Client({ connection, namespace, identity });
  retriesDue.set(client, due);
  return client;
}

/** Ends a client's connection once no retry is due any more: one on a closed channel would throw where nobody catches. */
export async function disconnect(client: Client): Promise<void> {
  for (let wait = waitOf(client); wait > 0; wait = waitOf(client)) await sleep(wait);
  await client.connection.close();
}

/** A little longer than until the last retry, for it may bring about another. */
function waitOf(client: Client): number {
  const at = retriesDue.get(client)?.at ?? 0;
  return at === 0 ? 0 : at + 50 - performance.now();
}

/** Runs a call with a deadline from now, in milliseconds. */
export const within = <T>(client: Client, ms: number, call: () => Promise<T>): Promise<T> =>
  client.withDeadline(Date.now() + ms, call);
