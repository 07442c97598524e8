import type { Client } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import { within } from './connect.ts';

/** Whoever asks a queue for work. */
interface Poller {
  /** What it calls itself. */
  readonly identity: string;
  /** When the server last heard of it, by the server's clock; epoch milliseconds. */
  readonly seen: number;
}

/** `TASK_QUEUE_TYPE_…` of Temporal's protocol. */
const queueTypes = { workflow: 1, activity: 2 } as const;

/** A task queue as Temporal's protocol names it: by its name, and for a sticky one by more. */
interface TaskQueue {
  readonly name: string;
  readonly kind?: number;
  readonly normalName?: string;
}

const callMs = 2_000;
/** A worker's long poll comes back at least once a minute. */
const seenMs = 75_000;

/** Who polled a queue within the last minutes. */
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

/** Whether somebody polls a queue now. */
export async function isPolled(...queue: Parameters<typeof pollersOf>): Promise<boolean> {
  return (await pollersOf(...queue)).some(({ seen }) => Date.now() - seen < seenMs);
}
