import type { Client } from '@temporalio/client';
import type { Environment } from '#contracts/variables.ts';
import type { Settings } from '#stores/settings.ts';

/** What the examinations need: settings, environment, client and clock. */
export interface Surroundings {
  readonly settings: Settings;
  readonly client: Client;
  /** `host:port` of Temporal. */
  readonly address: string;
  readonly environment: Environment;
  /** This machine's clock, in epoch milliseconds. */
  readonly now: () => number;
}
