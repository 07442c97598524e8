import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { NativeConnection, type Worker } from '@temporalio/worker';
import { workflowId as ids } from '#contracts/ids/workflow-ids.ts';
import { taskQueues } from '#contracts/task-queues.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import { openCatalog } from '#stores/catalog/open.ts';
import { openDecisionQueue } from '#stores/catalog/queue.ts';
import { readSettings, temporalConfig } from '#stores/settings.ts';
import { onFirstStopSignal } from '#stores/stop-signals.ts';
import { openActivities } from './activities.ts';
import { buildBundle } from './bundle.ts';
import { connectClient } from './connect.ts';
import { type Host, hostBundle, hostQueue, olderBundles } from './hosting.ts';
import { installRuntime, logger } from './logger.ts';
import { registerSearchAttributes } from './namespace.ts';
import { serveProbes } from './probes.ts';
import { readWorkerSettings } from './settings.ts';
import { makeCurrent } from './versions.ts';

/** The identity of the worker in histories: it names no host and no person. */
const identity = 'tidegate-worker';

async function run(): Promise<void> {
  const settings = readSettings();
  const { queues, workflowsPath, probePort } = readWorkerSettings();
  installRuntime();
  const { connectionOptions, namespace } = temporalConfig();
  const connection = await NativeConnection.connect(connectionOptions);
  const client = await connectClient(identity);
  const artifacts = await openArtifactStore(settings.artifacts);
  const catalog = settings.catalogUrl === undefined ? undefined : openCatalog(settings.catalogUrl);
  const decisions = catalog && openDecisionQueue(catalog);
  const activities = await openActivities({ settings, client, artifacts, catalog });
  const host: Host = { connection, namespace, identity, activities, decisions };

  const health = { ready: false, degraded: () => (decisions?.state().problem ? ['catalog'] : []) };
  const probes = probePort === undefined ? undefined : serveProbes(probePort, health);
  await registerSearchAttributes(client);

  const others = queues.filter((queue) => queue !== 'core');
  const workers = await Promise.all(others.map((queue) => hostQueue(host, queue)));
  const bundle = queues.includes('core')
    ? await buildBundle(artifacts, { workflowsPath, cache: settings.cache })
    : undefined;
  if (bundle) {
    const bundles = [bundle, ...(await olderBundles(client, artifacts, bundle))];
    workers.push(...(await Promise.all(bundles.map((each) => hostBundle(host, each)))));
  }
  const running = Promise.all(workers.map((worker) => worker.run()));
  stopOnSignal(workers);
  if (bundle) {
    await makeCurrent(client, bundle.buildId);
    await beginArchive(client);
  }
  health.ready = true;
  process.stdout.write(`${JSON.stringify({ ready: true, queues, ...(bundle && { bundle: bundle.digest }) })}\n`);

  await running;
  health.ready = false;
  await decisions?.drain(3_000);
  decisions?.close();
  await catalog?.close();
  activities.close();
  await rm(join(settings.home, 'scratch', String(process.pid)), { recursive: true, force: true });
  probes?.close();
  await client.connection.close();
  await connection.close();
}

/** The archive runs for ever; the first worker starts it. */
async function beginArchive(client: Client): Promise<void> {
  await client.workflow.start('archive', {
    workflowId: ids.archive(),
    taskQueue: taskQueues.core,
    workflowIdConflictPolicy: 'USE_EXISTING',
    staticSummary: 'exports, replays and confirms closed runs',
  });
}

/** Drains: what is running may end, nothing new begins. */
function stopOnSignal(workers: readonly Worker[]): void {
  onFirstStopSignal(() => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  });
}

run().catch((error: unknown) => {
  logger.error('the worker ended', {
    error: error instanceof Error ? error.message : String(error),
    stack: error instanceof Error ? error.stack : undefined,
  });
  process.exitCode = 1;
  process.exit();
});
