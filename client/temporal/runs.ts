import type { Client } from '@temporalio/client';
import { idPrefix, pipelineNamed } from '#contracts/ids/workflow-ids.ts';
import { within } from './connect.ts';
import { isNotFound } from './failures.ts';

const callMs = 3_000;
const maxListed = 100;

/** Whether a workflow runs; undefined if Temporal does not know the id. */
export async function isRunning(client: Client, workflowId: string): Promise<boolean | undefined> {
  const status = await statusOf(client, workflowId);
  return status === undefined ? undefined : status === 'RUNNING';
}

/** The status of a workflow: `RUNNING`, `COMPLETED`, `TERMINATED`, …; undefined if Temporal does not know the id. */
export async function statusOf(client: Client, workflowId: string): Promise<string | undefined> {
  try {
    const { status } = await within(client, callMs, () => client.workflow.getHandle(workflowId).describe());
    return status.name;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** The ids of running workflows that begin with a prefix, at most a hundred. */
export async function runningIds(client: Client, prefix: string): Promise<string[]> {
  const query = `WorkflowId STARTS_WITH '${prefix.replaceAll("'", '')}' AND ExecutionStatus = 'Running'`;
  return within(client, callMs, async () => {
    const ids: string[] = [];
    for await (const { workflowId } of client.workflow.list({ query, pageSize: maxListed })) {
      if (ids.push(workflowId) >= maxListed) break;
    }
    return ids;
  });
}

/** The names of running pipelines, at most a hundred. */
export const runningPipelines = async (client: Client): Promise<string[]> =>
  (await runningIds(client, idPrefix('pipeline'))).flatMap((id) => pipelineNamed(id)?.pipeline ?? []);
