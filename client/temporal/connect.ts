import { setTimeout as sleep } from 'node:timers/promises';
import {
  Client,
  Connection,
  type GrpcRetryOptions,
  isRetryableError,
  makeGrpcRetryInterceptor,
} from '@temporalio/client';
import type { TemporalConfig } from '#stores/settings.ts';

/** The most attempts of a call. Together they take about five seconds, as long as a restart of a server takes. */
const maxAttempts = 14;
const maxDelayMs = 400;

/**
 * By default the wait between two attempts to connect grows to two minutes, so a restarted server would go unnoticed
 * for as long.
 */
const reconnecting = { 'grpc.initial_reconnect_backoff_ms': 200, 'grpc.max_reconnect_backoff_ms': 1_000 } as const;

/** When the last retry of each client's calls is due, in milliseconds of `performance.now()`. */
const retriesDue = new WeakMap<Client, { at: number }>();

/**
 * Makes a client that connects at its first call, and reconnects when the server is back. So a process can start before
 * Temporal does.
 *
 * @param identity the caller's name in histories. It names no host or person, because histories are kept for ever
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

/**
 * Closes a client's connection once no retry is due any more. A retry on a closed connection would throw an error that
 * nobody catches.
 */
export async function disconnect(client: Client): Promise<void> {
  for (let wait = waitOf(client); wait > 0; wait = waitOf(client)) await sleep(wait);
  await client.connection.close();
}

/** The milliseconds until shortly after the last retry, which may schedule another one. */
function waitOf(client: Client): number {
  const at = retriesDue.get(client)?.at ?? 0;
  return at === 0 ? 0 : at + 50 - performance.now();
}

/** Runs a call that must end within `ms` milliseconds. */
export const within = <T>(client: Client, ms: number, call: () => Promise<T>): Promise<T> =>
  client.withDeadline(Date.now() + ms, call);
