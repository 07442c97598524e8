import type { Client } from '@temporalio/client';
import { problemOf, TidegateError } from '#contracts/problem.ts';
import { within } from '../temporal/connect.ts';
import { isNotFound } from '../temporal/failures.ts';

/** From here on a stream takes nothing more until its worker has caught up: a server ends a run whose history grows without one. */
const backlogBounds = { events: 4_000, bytes: 8 * 1_024 * 1_024 } as const;

/** Watches a stream's run from outside; it needs no worker. */
export interface Backlog {
  /** Whether the stream runs. Throws `STREAM_BACKLOGGED` where its history is above a bound. */
  check(): Promise<'running' | 'absent'>;
  /** Counts a signal that was just sent, until the run is looked at again. */
  sent(bytes: number): void;
}

/** A look at the run, with what was sent since it began. */
interface Look {
  readonly at: number;
  readonly run: Size | undefined;
  readonly since: Size;
}

interface Size {
  events: number;
  bytes: number;
}

/** A look serves for so long; for as long again it still serves while the next one is taken, so that nobody waits for it. */
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
    // A look that fails is taken again by who has to wait for it.
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
