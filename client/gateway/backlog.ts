import type { Client } from '@temporalio/client';
import { TidegateError } from '#contracts/problem.ts';
import { within } from '../temporal/connect.ts';
import { isNotFound, problemOf } from '../temporal/failures.ts';
import { cached } from './cached.ts';

/** From here on a stream takes nothing more until its worker has caught up: a server ends a run whose history grows without one. */
const backlogBounds = { events: 4_000, bytes: 8 * 1_024 * 1_024 } as const;

/** Watches a stream's run from outside; it needs no worker. */
export interface Backlog {
  /** Whether the stream runs. Throws `STREAM_BACKLOGGED` where its history is above a bound. */
  check(): Promise<'running' | 'absent'>;
  /** Counts a signal that was just sent, until the run is looked at again. */
  sent(bytes: number): void;
}

const freshMs = 1_000;
const callMs = 3_000;

export function backlog(client: Client, workflowId: string): Backlog {
  const sinceLook = { signals: 0, bytes: 0 };
  const look = cached(async () => {
    Object.assign(sinceLook, { signals: 0, bytes: 0 });
    return describe(client, workflowId);
  }, freshMs);

  return {
    async check() {
      const run = await look('');
      if (run === undefined) return 'absent';
      const events = run.events + sinceLook.signals;
      const bytes = run.bytes + sinceLook.bytes;
      if (events <= backlogBounds.events && bytes <= backlogBounds.bytes) return 'running';
      throw new TidegateError({
        ...problemOf('STREAM_BACKLOGGED', 'the stream has more undecided arrivals than its history can take'),
        observed: `${events} events, ${bytes} bytes`,
        expected: `at most ${backlogBounds.events} events and ${backlogBounds.bytes} bytes`,
      });
    },
    sent(bytes) {
      sinceLook.signals += 1;
      sinceLook.bytes += bytes;
    },
  };
}

async function describe(
  client: Client,
  workflowId: string,
): Promise<{ readonly events: number; readonly bytes: number } | undefined> {
  try {
    const run = await within(client, callMs, () => client.workflow.getHandle(workflowId).describe());
    return run.status.name === 'RUNNING' ? { events: run.historyLength, bytes: run.historySize ?? 0 } : undefined;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
