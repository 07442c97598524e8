import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common';
import type { StreamName as Named } from '#contracts/ids/workflow-ids.ts';
import { searchAttributes } from '#contracts/search-attributes.ts';
import { taskQueues } from '#contracts/task-queues.ts';
import { askOnce } from '#worker/programs/ask.ts';
import { restore } from '#worker/programs/restore/answer.ts';
import { within } from './connect.ts';
import { statusOf } from './runs.ts';

/** A stream: its workflow id, and the names in that id. */
export interface StreamName extends Named {
  readonly id: string;
}

/** The result of recovering a stream. */
export type Recovery =
  | { readonly stream: string; readonly outcome: 'running' }
  /** It ended normally: it was drained, or continues under another name. */
  | { readonly stream: string; readonly outcome: 'ended' }
  | {
      readonly stream: string;
      readonly outcome: 'recovered';
      /** The run that was terminated, and the new one. */
      readonly predecessor: string;
      readonly run: string;
      /**
       * Numbers: batches that were received but not decided (`waiting`), signals that were not processed (`unseen`),
       * and panes that are not decided.
       */
      readonly waiting: number;
      readonly unseen: number;
      readonly panes: number;
    };

const startMs = 15_000;

/**
 * Starts a successor for a stream that was terminated from outside. A stream that runs or ended normally is left alone,
 * so the call may be repeated.
 *
 * Throws `STREAM_STATE_LOST`, `ARTIFACT_MISSING` or `REPLAY_DIVERGED` if the state cannot be restored.
 */
export async function recoverStream(
  client: Client,
  name: StreamName,
  environment: NodeJS.ProcessEnv,
): Promise<Recovery> {
  const running = { stream: name.id, outcome: 'running' } as const;
  const status = await statusOf(client, name.id);
  if (status === 'RUNNING') return running;
  if (status === 'COMPLETED') return { stream: name.id, outcome: 'ended' };
  const { succession, ...told } = await askOnce(restore, { stream: name.id }, environment);
  try {
    const { firstExecutionRunId: run } = await start(client, name, succession);
    return { stream: name.id, outcome: 'recovered', run, ...told };
  } catch (error) {
    // Another process recovered the stream at the same time.
    if (error instanceof WorkflowExecutionAlreadyStartedError) return running;
    throw error;
  }
}

/**
 * Starts a stream like the pipeline does, but with the restored state as its input. Without a worker it already
 * receives arrivals, and waits.
 */
const start = (client: Client, { id, pipeline, partition }: StreamName, succession: unknown) =>
  within(client, startMs, () =>
    client.workflow.start('stream', {
      workflowId: id,
      taskQueue: taskQueues.core,
      args: [succession],
      typedSearchAttributes: new TypedSearchAttributes([
        { key: keyword(searchAttributes.pipeline), value: pipeline },
        { key: keyword(searchAttributes.partition), value: partition },
      ]),
      staticSummary: `arrivals of ${pipeline}, recovered`,
    }),
  );

const keyword = (name: string) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);
