import type { Client } from '@temporalio/client';
import { type AuditSources, withAudit } from '#audit/sources.ts';
import { localEnvironment } from '#local/environment.ts';
import { readSettings, type Settings, temporalConfig } from '#stores/settings.ts';
import { connect, disconnect } from '../temporal/connect.ts';

/** The settings and the Temporal client of a command. */
export interface Session {
  readonly settings: Settings;
  readonly client: Client;
}

/** The environment of a command. A `tidegate dev` that runs on this machine supplies variables that are not set. */
export function commandEnvironment(): NodeJS.ProcessEnv {
  return { ...localEnvironment(readSettings().home), ...process.env };
}

/** Runs a command's work with a Temporal client, and closes the client afterwards. */
export async function withSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
  const environment = commandEnvironment();
  const client = connect(temporalConfig(environment), 'tidegate-cli');
  try {
    return await work({ settings: readSettings(environment), client });
  } finally {
    await disconnect(client);
  }
}

/** Runs a command's work with access to decisions and the artifacts that they name. */
export const auditing = <T>(work: (sources: AuditSources) => Promise<T>): Promise<T> =>
  withAudit(commandEnvironment(), work);
