import type { Client } from '@temporalio/client';
import { problemOf, TidegateError } from '#contracts/problem.ts';
import { within } from '../temporal/connect.ts';
import { isNotFound } from '../temporal/failures.ts';

/**
 * The history size at which the gateway stops sending to a stream until its worker has caught up. Without a limit a
 * stream without a worker would grow until Temporal terminates its run.
 */
const backlogBounds = { events: 4_000, bytes: 8 * 1_024 * 1_024 } as const;

/** Watches the history size of a stream's run. Needs Temporal only, no worker. */
export interface Backlog {
  /** Whether the stream runs. Throws `STREAM_BACKLOGGED` if its history is larger than a bound. */
  check(): Promise<'running' | 'absent'>;
  /**
   * Counts a signal that was just sent. The sum is added to the last known history size until the run is described
   * again.
   */
  sent(bytes: number): void;
}

/** The run's history size at one time, and the signals sent since its description was requested. */
interface Look {
  readonly at: number;
  readonly run: Size | undefined;
  readonly since: Size;
}

interface Size {
  events: number;
  bytes: number;
}

/**
 * How long a description of the run is fresh, in milliseconds. For as long again it is still used while a new one is
 * fetched, so that no request waits.
 */
const freshMs = 1_000;
const callMs = 3_000;

export function backlog(client: Client, workflowId: string): Backlog {
  let last: Look | undefined;
  let looking: Promise<Look> | undefined;
  let since: Size = { events: 0, bytes: 0 };

  function look(): Promise<Look> {
    looking ??= describe(client, workflowId, { at: performance.now(), since: beginCount() })
      .then((look) => {
        last = look;
        return look;
      })
      .finally(() => {
        looking = undefined;
      });
    return looking;
  }

  function beginCount(): Size {
    since = { events: 0, bytes: 0 };
    return since;
  }

  async function newest(): Promise<Look> {
    const age = last === undefined ? Number.POSITIVE_INFINITY : performance.now() - last.at;
    if (last?.run === undefined || age > 2 * freshMs) return look();
    // If this refresh fails, the next caller that has to wait tries again and gets the error.
    if (age > freshMs) look().catch(() => undefined);
    return last;
  }

  return {
    async check() {
      const { run, since } = await newest();
      if (run === undefined) return 'absent';
      const events = run.events + since.events;
      const bytes = run.bytes + since.bytes;
      if (events <= backlogBounds.events && bytes <= backlogBounds.bytes) return 'running';
      throw new TidegateError({
        ...problemOf('STREAM_BACKLOGGED', 'the stream has more undecided arrivals than its history can take'),
        observed: `${events} events, ${bytes} bytes`,
        expected: `at most ${backlogBounds.events} events and ${backlogBounds.bytes} bytes`,
      });
    },
    sent(bytes) {
      for (const size of new Set([since, last?.since])) {
        if (size === undefined) continue;
        size.events += 1;
        size.bytes += bytes;
      }
    },
  };
}

async function describe(client: Client, workflowId: string, look: Omit<Look, 'run'>): Promise<Look> {
  try {
    const run = await within(client, callMs, () => client.workflow.getHandle(workflowId).describe());
    const size = { events: run.historyLength, bytes: run.historySize ?? 0 };
    return { ...look, run: run.status.name === 'RUNNING' ? size : undefined };
  } catch (error) {
    if (isNotFound(error)) return { ...look, run: undefined };
    throw error;
  }
}
