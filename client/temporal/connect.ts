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

const retries: GrpcRetryOptions = {
  retryableDecider: (attempt, status) => attempt < maxAttempts && isRetryableError(status),
  delayFunction: (attempt) => Math.min(maxDelayMs, 25 * 2 ** attempt),
};

/**
 * A client that connects at its first call and again whenever the server is back: a door may open before Temporal does.
 *
 * @param identity who is calling, as histories record it; no host or person, for a history is for ever
 */
export function connect({ connectionOptions, namespace }: TemporalConfig, identity: string): Client {
  const interceptors = [makeGrpcRetryInterceptor(retries)];
  return new Client({ connection: Connection.lazy({ ...connectionOptions, interceptors }), namespace, identity });
}

/** Ends a client's connection once no retry is due any more: one on a closed channel would throw where nobody catches. */
export async function disconnect(client: Client): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, maxDelayMs + 50));
  await client.connection.close();
}

/** Runs a call with a deadline from now, in milliseconds. */
export const within = <T>(client: Client, ms: number, call: () => Promise<T>): Promise<T> =>
  client.withDeadline(Date.now() + ms, call);
