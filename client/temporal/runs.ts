import type { Client } from '@temporalio/client';
import { idPrefix, pipelineNamed } from '#contracts/ids/workflow-ids.ts';
import { within } from './connect.ts';
import { isNotFound } from './failures.ts';

const callMs = 3_000;
const maxListed = 100;

/** Whether a workflow runs; undefined where Temporal knows none of this id. */
export async function isRunning(client: Client, workflowId: string): Promise<boolean | undefined> {
  const status = await statusOf(client, workflowId);
  return status === undefined ? undefined : status === 'RUNNING';
}

/** `RUNNING`, `COMPLETED`, `TERMINATED`, …; undefined where Temporal knows none of this id. */
export async function statusOf(client: Client, workflowId: string): Promise<string | undefined> {
  try {
    const { status } = await within(client, callMs, () => client.workflow.getHandle(workflowId).describe());
    return status.name;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Ids of the workflows that run now and whose id begins with a prefix, a hundred at most. */
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

/** The names of the pipelines that run now, a hundred at most. */
export const runningPipelines = async (client: Client): Promise<string[]> =>
  (await runningIds(client, idPrefix('pipeline'))).flatMap((id) => pipelineNamed(id)?.pipeline ?? []);
