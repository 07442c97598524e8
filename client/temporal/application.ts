import { type Client, WithStartWorkflowOperation } from '@temporalio/client';
import { workflowId } from '#contracts/ids/workflow-ids.ts';
import { problemOf, TidegateError } from '#contracts/problem.ts';
import { taskQueues } from '#contracts/task-queues.ts';
import { type Application, applyUpdate } from '#workflows/pipeline/messages.ts';
import { within } from './connect.ts';
import { problemOfFailure } from './failures.ts';

const answerMs = 30_000;

/** Applies a spec: starts its pipeline, or changes the running one. */
export async function sendApplication(client: Client, application: Application) {
  const { name } = application.applied.spec;
  const startWorkflowOperation = new WithStartWorkflowOperation('pipeline', {
    workflowId: workflowId.pipeline(name),
    taskQueue: taskQueues.core,
    workflowIdConflictPolicy: 'USE_EXISTING',
    args: [{ pipeline: name }],
    // The gateway reads the memo, since that needs no worker. The pipeline updates it when the spec changes.
    memo: { spec: application.digest },
  });
  const send = () =>
    client.workflow.executeUpdateWithStart(applyUpdate, { args: [application], startWorkflowOperation });
  try {
    return await within(client, answerMs, send);
  } catch (error) {
    const problem = problemOfFailure(error);
    if (problem?.code !== 'TEMPORAL_UNAVAILABLE' || !(await answers(client))) throw error;
    throw new TidegateError(problemOf('WORKER_UNAVAILABLE', 'no worker took the spec in'), { cause: error });
  }
}

/** Whether Temporal itself answers. If it does, the call that failed was waiting for a worker. */
async function answers(client: Client): Promise<boolean> {
  const { namespace } = client.options;
  return within(client, 2_000, () => client.workflowService.describeNamespace({ namespace })).then(
    () => true,
    () => false,
  );
}
