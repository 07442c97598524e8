import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import type { TestProject } from 'vitest/node';
import { findTemporal } from '#client/local/temporal-binary.ts';
import { startTemporal } from '#client/local/temporal-server.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import { readSettings } from '#stores/settings.ts';
import { buildBundle } from '#worker/bundle.ts';
import { registerSearchAttributes } from '#worker/namespace.ts';

/** Each file of tests has a namespace of its own, so that none meets the runs of another. */
const namespaces = [
  'archive',
  'deployment',
  'pipeline',
  'promotion',
  'receipts',
  'rubbish',
  'schedules',
  'stream',
  'window',
] as const;
export type Namespace = (typeof namespaces)[number];

/** What the files of a run share: one Temporal server, and the bundle of the workflows as they are. */
export interface Shared {
  readonly address: string;
  readonly artifacts: string;
  readonly buildId: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    shared: Shared;
  }
}

/** The server takes a moment to know a new namespace. */
async function eventually(step: () => Promise<void>, tries = 100): Promise<void> {
  try {
    await step();
  } catch (error) {
    if (tries === 0) throw error;
    await sleep(100);
    await eventually(step, tries - 1);
  }
}

/** Starts the server and builds the bundle once, before the first file of workflow tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = await mkdtemp(join(tmpdir(), 'tidegate-workflows-'));
  const { path: binary } = await findTemporal({ cache: readSettings().cache });
  const server = await startTemporal({ binary, home });
  const { address } = server;
  const connection = await Connection.connect({ address });
  for (const namespace of namespaces) {
    const workflowExecutionRetentionPeriod = msToTs('1d');
    await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod });
    await eventually(() => registerSearchAttributes(new Client({ connection, namespace })));
  }
  await connection.close();
  const artifacts = join(home, 'artifacts');
  const { buildId } = await buildBundle(await openArtifactStore(artifacts));
  project.provide('shared', { address, artifacts, buildId });
  return async () => {
    await server.stop();
    await rm(home, { recursive: true, force: true });
  };
}
