import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, isGrpcServiceError } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import type { WorkerDeploymentOptions } from '@temporalio/worker';
import { deploymentVersionAttribute } from '#contracts/search-attributes.ts';

/** The name under which all bundles of Tidegate are versions of one another. */
const deploymentName = 'tidegate';

/** Runs stay on the bundle that began them; long-lived ones move when they continue as new. */
export const versionOf = (buildId: string): WorkerDeploymentOptions => ({
  version: { deploymentName, buildId },
  useWorkerVersioning: true,
  defaultVersioningBehavior: 'PINNED',
});

/** Makes a bundle the current one: new runs begin on it. The server knows it only once its worker has polled. */
export async function makeCurrent(client: Client, buildId: string, withinMs = 30_000): Promise<void> {
  const { namespace, identity } = client.options;
  const deadline = Date.now() + withinMs;
  for (;;) {
    try {
      await client.workflowService.setWorkerDeploymentCurrentVersion({
        namespace,
        deploymentName,
        buildId,
        identity,
        ignoreMissingTaskQueues: true,
      });
      return;
    } catch (error) {
      if (!isGrpcServiceError(error) || Date.now() > deadline) throw error;
      await sleep(100);
    }
  }
}

/** The build ids of the bundles that open runs are pinned to. */
export async function openBuildIds(client: Client): Promise<Set<string>> {
  const found = new Set<string>();
  for await (const run of client.workflow.list({ query: "ExecutionStatus = 'Running'" })) {
    const version = run.typedSearchAttributes.get(deploymentVersion);
    if (version?.startsWith(`${deploymentName}:`)) found.add(version.slice(deploymentName.length + 1));
  }
  return found;
}

const deploymentVersion = defineSearchAttributeKey(deploymentVersionAttribute, SearchAttributeType.KEYWORD);
