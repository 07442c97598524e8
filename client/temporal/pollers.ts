import type { Client } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import { within } from './connect.ts';

/** A process that polls a task queue. */
interface Poller {
  /** The identity that it states itself. */
  readonly identity: string;
  /** When it last polled, by the server's clock; epoch milliseconds. */
  readonly seen: number;
}

/** `TASK_QUEUE_TYPE_…` of Temporal's protocol. */
const queueTypes = { workflow: 1, activity: 2 } as const;

/** A task queue in Temporal's protocol. `kind` and `normalName` are for sticky queues. */
interface TaskQueue {
  readonly name: string;
  readonly kind?: number;
  readonly normalName?: string;
}

const callMs = 2_000;
/**
 * In milliseconds. A worker starts a new long poll at least once a minute, so one that has not polled for longer is
 * gone.
 */
const seenMs = 75_000;

/** The processes that polled a queue within the last minutes. */
export async function pollersOf(
  client: Client,
  taskQueue: TaskQueue,
  type: keyof typeof queueTypes,
): Promise<Poller[]> {
  const { namespace } = client.options;
  const request = { namespace, taskQueue, taskQueueType: queueTypes[type] };
  const { pollers } = await within(client, callMs, () => client.workflowService.describeTaskQueue(request));
  return (pollers ?? []).map(({ identity, lastAccessTime }) => ({
    identity: identity ?? '',
    seen: lastAccessTime ? tsToMs(lastAccessTime) : 0,
  }));
}

/** Whether a process polls a queue now. */
export async function isPolled(...queue: Parameters<typeof pollersOf>): Promise<boolean> {
  return (await pollersOf(...queue)).some(({ seen }) => Date.now() - seen < seenMs);
}
