import { join } from 'node:path';
import { projectRoot } from '#stores/settings.ts';

/** What the processes on this machine share, and where each of them listens. */
export interface Addresses {
  readonly home: string;
  readonly temporal: string;
  readonly namespace: string;
  readonly temporalUi?: string | undefined;
  readonly catalog: string;
  readonly gateway: string;
  /** Folder of the trainer's programs, put before PATH. */
  readonly trainerPath?: string | undefined;
}

/** The one place that says by which variables processes find each other. */
export function environmentOf(addresses: Addresses): Record<string, string> {
  return {
    TIDEGATE_HOME: addresses.home,
    TIDEGATE_ARTIFACTS: join(addresses.home, 'artifacts'),
    TIDEGATE_CATALOG_URL: addresses.catalog,
    TIDEGATE_GATEWAY_URL: addresses.gateway,
    TEMPORAL_ADDRESS: addresses.temporal,
    TEMPORAL_NAMESPACE: addresses.namespace,
    ...(addresses.temporalUi !== undefined && { TIDEGATE_TEMPORAL_UI: addresses.temporalUi }),
    ...(addresses.trainerPath !== undefined && { TIDEGATE_TRAINER_PATH: addresses.trainerPath }),
  };
}

/** Programs of ours that run as processes of their own. */
export const programs = {
  worker: join(projectRoot, 'worker', 'main.ts'),
  gateway: join(projectRoot, 'client', 'gateway', 'main.ts'),
  tidegate: join(projectRoot, 'client', 'cli', 'tidegate.ts'),
} as const;

/** The trainer that the example ships; its packages are pinned here. */
export const trainerRequirements = join(projectRoot, 'examples', 'nyc-flights', 'trainer', 'requirements.txt');

/** Python environments are made once a project, whatever the state home. */
export const environmentsFolder = join(projectRoot, '.tidegate', 'venv');
