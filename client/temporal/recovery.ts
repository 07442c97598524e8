import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common';
import type { StreamName as Named } from '#contracts/ids/workflow-ids.ts';
import { searchAttributes } from '#contracts/search-attributes.ts';
import { taskQueues } from '#contracts/task-queues.ts';
import { askOnce } from '#worker/programs/ask.ts';
import { restore } from '#worker/programs/restore/answer.ts';
import { within } from './connect.ts';
import { statusOf } from './runs.ts';

/** A stream by its workflow id, and what that says. */
export interface StreamName extends Named {
  readonly id: string;
}

/** The result of recovering a stream. */
export type Recovery =
  | { readonly stream: string; readonly outcome: 'running' }
  /** It ended by itself: drained, or gone on under another name. */
  | { readonly stream: string; readonly outcome: 'ended' }
  | {
      readonly stream: string;
      readonly outcome: 'recovered';
      /** The run that was ended, and its successor. */
      readonly predecessor: string;
      readonly run: string;
      /** Batches that had been seen and not decided, signals that had not been seen, panes that are not decided. */
      readonly waiting: number;
      readonly unseen: number;
      readonly panes: number;
    };

const startMs = 15_000;

/**
 * Starts the successor of a stream that was ended from outside; a stream that runs, or ended by itself, is left alone, so it may be done again.
 *
 * Throws what restoring comes to: `STREAM_STATE_LOST`, `ARTIFACT_MISSING`, `REPLAY_DIVERGED`.
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
    // Somebody else recovered it meanwhile.
    if (error instanceof WorkflowExecutionAlreadyStartedError) return running;
    throw error;
  }
}

/** As the pipeline starts it, but for its input. Without a worker it waits, and takes arrivals. */
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
