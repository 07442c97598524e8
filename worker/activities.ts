import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { createArrivalActivities } from '#activities/arrivals/activities.ts';
import { createArtifactActivities } from '#activities/artifacts/records.ts';
import { openDatabase } from '#activities/duckdb/database.ts';
import { createDuckDbEngine } from '#activities/engine/duckdb/engine.ts';
import { createModelActivities } from '#activities/models/activities.ts';
import { createNoticeActivities } from '#activities/notices/webhook.ts';
import { createPaneActivities } from '#activities/panes/activities.ts';
import { createReceiptActivities } from '#activities/receipts/deliver.ts';
import { createTrainingActivities } from '#activities/training/activities.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import type { Catalog } from '#stores/catalog/catalog.ts';
import { openSegments } from '#stores/segments/segments.ts';
import type { Settings } from '#stores/settings.ts';
import { createArchiveActivities } from './archive/activities.ts';
import { createCorrectionActivities } from './corrections/activities.ts';
import { createRecoveryActivities } from './recovery/activities.ts';

export interface ActivityDependencies {
  readonly settings: Settings;
  readonly client: Client;
  readonly artifacts: ArtifactStore;
  readonly catalog: Catalog | undefined;
}

/** All activities by the queue that they serve, and what they hold open. */
export async function openActivities({ settings, client, artifacts, catalog }: ActivityDependencies) {
  const scratch = join(settings.home, 'scratch', String(process.pid));
  await mkdir(scratch, { recursive: true });
  const database = await openDatabase({ folders: [artifacts.files, scratch], scratch });
  const segments = openSegments(artifacts);
  const engine = createDuckDbEngine(database);
  const signal = (workflowId: string, name: string, payload: unknown) =>
    client.workflow.getHandle(workflowId).signal(name, payload);
  const { fileRoots, trainerPath } = settings;
  return {
    core: {
      ...createArrivalActivities({ artifacts, segments }),
      ...createArtifactActivities({ artifacts }),
      ...createRecoveryActivities({ client }),
    },
    panes: createPaneActivities({
      artifacts,
      segments,
      database,
      engine,
      scratch,
      fileRoots,
      programPath: trainerPath,
    }),
    training: createTrainingActivities({
      artifacts,
      database,
      scratch,
      signal,
      ...(trainerPath !== undefined && { trainerPath }),
    }),
    inference: createModelActivities({ artifacts, database, scratch }),
    archive: {
      ...createArchiveActivities({ client, artifacts, catalog }),
      ...createCorrectionActivities({ artifacts, catalog }),
    },
    notices: { ...createNoticeActivities(), ...createReceiptActivities({ artifacts, segments }) },
    close: () => database.close(),
  };
}

export type Activities = Awaited<ReturnType<typeof openActivities>>;
