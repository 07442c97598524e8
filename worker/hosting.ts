import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { type NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { taskQueues } from '#contracts/task-queues.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import type { DecisionQueue } from '#stores/catalog/queue.ts';
import type { Activities } from './activities.ts';
import { type Bundle, findBundle } from './bundle.ts';
import { logger } from './logger.ts';
import { payloadConverterPath } from './payload-converter-path.ts';
import type { QueueName } from './settings.ts';
import { decisionSinks } from './sinks.ts';
import { openBuildIds, versionOf } from './versions.ts';

export interface Host {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly identity: string;
  readonly activities: Activities;
  readonly decisions: DecisionQueue | undefined;
}

const failureConverterPath = join(import.meta.dirname, 'failure-converter.ts');

const common = ({ connection, namespace, identity }: Host) =>
  ({
    connection,
    namespace,
    identity,
    dataConverter: { payloadConverterPath, failureConverterPath },
    shutdownGraceTime: '5s',
    shutdownForceTime: '8s',
  }) as const;

/** A worker of one workflow bundle; it also hosts the activities of the core queue, because Temporal looks for those of a pinned run at the run's own version. */
export const hostBundle = (host: Host, bundle: Bundle): Promise<Worker> =>
  Worker.create({
    ...common(host),
    taskQueue: taskQueues.core,
    workflowBundle: { codePath: bundle.path },
    activities: host.activities.core,
    sinks: decisionSinks(host.decisions),
    workerDeploymentOptions: versionOf(bundle.buildId),
    maxCachedWorkflows: 200,
    maxConcurrentActivityTaskExecutions: 16,
  });

const concurrency: Record<Exclude<QueueName, 'core'>, Partial<WorkerOptions>> = {
  panes: { maxConcurrentActivityTaskExecutions: 4 },
  training: { maxConcurrentActivityTaskExecutions: 2 },
  inference: { maxConcurrentActivityTaskExecutions: 2 },
  archive: { maxConcurrentActivityTaskExecutions: 1 },
  notices: { maxConcurrentActivityTaskExecutions: 16 },
};

/** A worker of activities only. They belong to no bundle, so runs of all bundles share them. */
export const hostQueue = (host: Host, queue: Exclude<QueueName, 'core'>): Promise<Worker> =>
  Worker.create({
    ...common(host),
    ...concurrency[queue],
    taskQueue: taskQueues[queue],
    activities: host.activities[queue],
  });

/** Beside the current bundle, each older one that still has open runs. */
export async function olderBundles(client: Client, artifacts: ArtifactStore, current: Bundle): Promise<Bundle[]> {
  const bundles: Bundle[] = [];
  for (const buildId of await openBuildIds(client)) {
    if (buildId === current.buildId) continue;
    const bundle = await findBundle(artifacts, buildId);
    if (bundle) bundles.push(bundle);
    else logger.warn('open runs need a bundle that is not in the artifact store', { buildId });
  }
  return bundles;
}
