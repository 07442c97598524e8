import type { Client } from '@temporalio/client';
import { type AuditSources, withAudit } from '#audit/sources.ts';
import { localEnvironment } from '#local/environment.ts';
import { readSettings, type Settings, temporalConfig } from '#stores/settings.ts';
import { connect, disconnect } from '../temporal/connect.ts';

/** What a command has at hand. */
export interface Session {
  readonly settings: Settings;
  readonly client: Client;
}

/** The environment of a command: what is set, and for what is not, what a `tidegate dev` that runs here says. */
export function commandEnvironment(): NodeJS.ProcessEnv {
  return { ...localEnvironment(readSettings().home), ...process.env };
}

/** Runs a command's work with a client for Temporal, and closes it. */
export async function withSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
  const environment = commandEnvironment();
  const client = connect(temporalConfig(environment), 'tidegate-cli');
  try {
    return await work({ settings: readSettings(environment), client });
  } finally {
    await disconnect(client);
  }
}

/** Runs a command's work on decisions and what they name. */
export const auditing = <T>(work: (sources: AuditSources) => Promise<T>): Promise<T> =>
  withAudit(commandEnvironment(), work);
