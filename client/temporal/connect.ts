import { Client, Connection } from '@temporalio/client';
import type { TemporalConfig } from '#stores/settings.ts';

/**
 * A client that connects at its first call and again whenever the server is back: a door may open before Temporal does.
 *
 * @param identity who is calling, as histories record it; no host or person, for a history is for ever
 */
export function connect({ connectionOptions, namespace }: TemporalConfig, identity: string): Client {
  return new Client({ connection: Connection.lazy(connectionOptions), namespace, identity });
}

/** Runs a call with a deadline from now, in milliseconds: the client itself would retry for a minute. */
export const within = <T>(client: Client, ms: number, call: () => Promise<T>): Promise<T> =>
  client.withDeadline(Date.now() + ms, call);
