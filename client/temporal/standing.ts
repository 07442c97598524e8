import type { Client } from '@temporalio/client';
import type { QueryDefinition } from '@temporalio/common';
import { idPrefix, workflowId } from '#contracts/ids/workflow-ids.ts';
import { wholePartition } from '#contracts/partition.ts';
import { type Problem, problemOf } from '#contracts/problem.ts';
import { productionEnvironment } from '#contracts/window.ts';
import { type DeploymentView, stateQuery as deploymentState } from '#workflows/deployment/messages.ts';
import { type PipelineView, stateQuery as pipelineState } from '#workflows/pipeline/messages.ts';
import { type StreamView, stateQuery as streamState } from '#workflows/stream/messages.ts';
import { within } from './connect.ts';
import { isNotFound, problemOfFailure } from './failures.ts';
import { runningIds } from './runs.ts';

/** The state of one workflow: what Temporal knows, and `view`, the workflow's own state, if a worker answers. */
export interface RunStanding<View> {
  readonly id: string;
  readonly runId: string;
  /** `RUNNING`, `COMPLETED`, `TERMINATED`, … */
  readonly status: string;
  readonly events: number;
  readonly bytes: number;
  /** The pipeline's new name, if it was renamed. */
  readonly movedTo?: string;
  readonly view?: View;
  /** Why there is no view. */
  readonly problem?: Problem;
}

/** The state of a pipeline, its streams and its deployment. */
export interface PipelineStanding {
  readonly pipeline: RunStanding<PipelineView>;
  readonly streams: readonly RunStanding<StreamView>[];
  readonly deployment?: RunStanding<DeploymentView>;
}

const describeMs = 3_000;
const queryMs = 5_000;

/** The state of a pipeline; undefined if no pipeline of that name was applied. */
export async function standingOf(client: Client, name: string): Promise<PipelineStanding | undefined> {
  const pipeline = await runStanding(client, workflowId.pipeline(name), pipelineState);
  if (pipeline === undefined) return undefined;
  const ids = await streamIds(client, name, pipeline.view);
  const streams = await Promise.all(ids.map((id) => runStanding(client, id, streamState)));
  const model = pipeline.view?.model;
  const deployment =
    model === undefined
      ? undefined
      : await runStanding(client, workflowId.deployment(model, productionEnvironment), deploymentState);
  return {
    pipeline,
    streams: streams.filter((stream) => stream !== undefined),
    ...(deployment && { deployment }),
  };
}

/** The stream ids of all partitions and backfills. If no worker answers with these, the ids of the running streams. */
async function streamIds(client: Client, name: string, view: PipelineView | undefined): Promise<readonly string[]> {
  if (view) return [...view.partitions, ...view.backfills].map((partition) => workflowId.stream(name, partition));
  const running = await runningIds(client, idPrefix('stream', name));
  return [...new Set([workflowId.stream(name, wholePartition), ...running.sort()])];
}

/** The state of one workflow; undefined if Temporal does not know the id. */
export async function runStanding<View>(
  client: Client,
  id: string,
  query: QueryDefinition<View>,
): Promise<RunStanding<View> | undefined> {
  const handle = client.workflow.getHandle(id);
  try {
    const { runId, status, historyLength, historySize, memo } = await within(client, describeMs, () =>
      handle.describe(),
    );
    const movedTo = typeof memo?.movedTo === 'string' ? { movedTo: memo.movedTo } : {};
    const run = { id, runId, status: status.name, events: historyLength, bytes: historySize ?? 0, ...movedTo };
    if (status.name !== 'RUNNING') return run;
    return { ...run, ...(await viewOf(() => within(client, queryMs, () => handle.query(query)))) };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function viewOf<View>(ask: () => Promise<View>): Promise<{ view: View } | { problem: Problem }> {
  try {
    return { view: await ask() };
  } catch (error) {
    const problem = problemOfFailure(error);
    if (problem === undefined) throw error;
    // Temporal has just answered `describe`, so it is a worker that does not answer.
    return { problem: problem.code === 'TEMPORAL_UNAVAILABLE' ? problemOf('WORKER_UNAVAILABLE') : problem };
  }
}
