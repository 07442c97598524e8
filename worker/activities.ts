import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { createArrivalActivities } from '#activities/arrivals/activities.ts';
import { createArtifactActivities } from '#activities/artifacts/records.ts';
import { openDatabase } from '#activities/duckdb/database.ts';
import { createDuckDbEngine } from '#activities/engine/duckdb/engine.ts';
import { createMeasurer } from '#activities/engine/measure.ts';
import { createSandboxedSql } from '#activities/engine/sandboxed-sql.ts';
import { createModelActivities } from '#activities/models/activities.ts';
import { createRerequestActivities } from '#activities/notices/rerequest.ts';
import { createNoticeActivities } from '#activities/notices/send.ts';
import { createPaneActivities } from '#activities/panes/activities.ts';
import { createPrograms } from '#activities/programs/programs.ts';
import { createReceiptActivities } from '#activities/receipts/deliver.ts';
import { createTrainingActivities } from '#activities/training/activities.ts';
import type { Digest } from '#contracts/digest.ts';
import { present } from '#contracts/present.ts';
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

/** All activities by the task queue that they serve, and what must be closed at the end. */
export async function openActivities({ settings, client, artifacts, catalog }: ActivityDependencies) {
  const scratch = join(settings.home, 'scratch', String(process.pid));
  await mkdir(scratch, { recursive: true });
  const database = await openDatabase({ folders: [artifacts.files, scratch], scratch });
  const segments = openSegments(artifacts);
  const engine = createDuckDbEngine(database);
  const { fileRoots, trainerPath } = settings;
  const contentOf = (digest: Digest) => artifacts.path(digest);
  const programs = createPrograms({ scratch, programPath: trainerPath, contentOf });
  const measure = createMeasurer(engine, createSandboxedSql(scratch), programs);
  const signal = (workflowId: string, name: string, payload: unknown) =>
    client.workflow.getHandle(workflowId).signal(name, payload);
  return {
    core: {
      ...createArrivalActivities({ artifacts, segments }),
      ...createArtifactActivities({ artifacts }),
      ...createRecoveryActivities({ client }),
    },
    panes: createPaneActivities({ artifacts, segments, database, measure, scratch, fileRoots }),
    training: createTrainingActivities({
      artifacts,
      database,
      scratch,
      measure,
      signal,
      ...present({ trainerPath }),
    }),
    inference: createModelActivities({ artifacts, database, scratch, measure }),
    archive: {
      ...createArchiveActivities({ client, artifacts, catalog }),
      ...createCorrectionActivities({ artifacts, catalog }),
    },
    notices: {
      ...createNoticeActivities(),
      ...createReceiptActivities({ artifacts, segments }),
      ...createRerequestActivities({ artifacts }),
    },
    close: () => database.close(),
  };
}

export type Activities = Awaited<ReturnType<typeof openActivities>>;
