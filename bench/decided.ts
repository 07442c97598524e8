import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { Timestamp } from '@temporalio/common/lib/time.js';
import { workflowId } from '#contracts/ids/workflow-ids.ts';
import { wholePartition } from '#contracts/partition.ts';
import { dataFeed } from '#contracts/window.ts';
import { hour } from './batches.ts';
import { pipelines, type Site } from './site.ts';

export const windowRun = (start: number): string =>
  workflowId.window(pipelines.whole, wholePartition, dataFeed, { start, end: start + hour }, 0);

/** Waits for a run that another workflow starts. */
export async function ended({ client }: Site, id: string): Promise<void> {
  for (const end = Date.now() + 300_000; Date.now() < end; await sleep(2)) {
    try {
      return void (await client.workflow.getHandle(id).result());
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }
  throw new Error(`${id} did not begin`);
}

/**
 * When the server had a run's verdict, in epoch milliseconds: the task that made the decision also made it searchable. Of a run
 * without search attributes, when it was complete.
 */
export async function decidedAt({ client }: Site, id: string): Promise<number> {
  const { events } = await client.workflow.getHandle(id).fetchHistory();
  const verdict = events?.findLast((event) => event.upsertWorkflowSearchAttributesEventAttributes) ?? events?.at(-1);
  return instantOf(verdict?.eventTime);
}

const instantOf = (time: Timestamp | null | undefined): number =>
  Number(time?.seconds) * 1_000 + Number(time?.nanos) / 1e6;

/** The clock that the server's instants are compared with: they share the machine. */
export const now = (): number => performance.timeOrigin + performance.now();
