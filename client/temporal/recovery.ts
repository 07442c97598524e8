import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common';
import { z } from 'zod';
import type { StreamName as Named } from '#contracts/ids/workflow-ids.ts';
import { Problem, TidegateError } from '#contracts/problem.ts';
import { searchAttributes } from '#contracts/search-attributes.ts';
import { taskQueues } from '#contracts/task-queues.ts';
import { workerLines } from '#worker/programs/lines.ts';
import { within } from './connect.ts';
import { statusOf } from './runs.ts';

/** A stream by its workflow id, and what that says. */
export interface StreamName extends Named {
  readonly id: string;
}

/** What came of the wish that a stream runs. */
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

/** Of a succession, what is told here; the rest is between the worker's restoring and the stream. */
const Succession = z.looseObject({
  state: z.looseObject({ inbox: z.array(z.unknown()), panes: z.array(z.unknown()) }),
  unseen: z.array(z.unknown()),
  predecessor: z.looseObject({ runId: z.string() }),
});
type Succession = z.infer<typeof Succession>;
const Restored = z.union([z.strictObject({ succession: Succession }), z.strictObject({ problem: Problem })]);

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
  const succession = await restore(name.id, environment);
  const { state, unseen, predecessor } = succession;
  try {
    const { firstExecutionRunId: run } = await start(client, name, succession);
    return {
      stream: name.id,
      outcome: 'recovered',
      predecessor: predecessor.runId,
      run,
      waiting: state.inbox.length,
      unseen: unseen.length,
      panes: state.panes.length,
    };
  } catch (error) {
    // Somebody else recovered it meanwhile.
    if (error instanceof WorkflowExecutionAlreadyStartedError) return running;
    throw error;
  }
}

async function restore(stream: string, environment: NodeJS.ProcessEnv): Promise<Succession> {
  for await (const line of workerLines({ program: 'restore', args: [stream], environment, goodUntil: 0 })) {
    const restored = Restored.parse(line);
    if ('problem' in restored) throw new TidegateError(restored.problem);
    return restored.succession;
  }
  throw new Error('restoring ended without an answer');
}

/** As the pipeline starts it, but for its input. Without a worker it waits, and takes arrivals. */
const start = (client: Client, { id, pipeline, partition }: StreamName, succession: Succession) =>
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
