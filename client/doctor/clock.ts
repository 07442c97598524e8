import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { problemOf } from '#contracts/problem.ts';
import { within } from '../temporal/connect.ts';
import { pollersOf } from '../temporal/pollers.ts';
import { inspectCatalog } from './catalog.ts';
import { type Examination, type Found, warning, well } from './diagnosis.ts';
import type { Surroundings } from './surroundings.ts';

/** A reading of another clock, `told`, taken between two readings of this machine's clock. Epoch milliseconds. */
export interface ClockReading {
  readonly asked: number;
  readonly told: number;
  readonly answered: number;
}

/** With a larger difference, deadlines and the times of signatures become unreliable. */
const toleratedMs = 5_000;

/**
 * The least number of milliseconds by which the other clock is ahead; negative if it is behind. 0 if the reading lies
 * between `asked` and `answered`, since the delay of the call then explains any difference.
 */
export function aheadBy({ asked, told, answered }: ClockReading): number {
  if (told < asked) return told - asked;
  return told > answered ? told - answered : 0;
}

/** Compares this machine's clock with those of the Temporal and catalog servers. */
export const clockExaminations = (around: Surroundings): Examination[] => [
  {
    what: 'clock, Temporal',
    code: 'TEMPORAL_UNAVAILABLE',
    look: async () => foundOf('Temporal', await temporalClock(around)),
  },
  {
    what: 'clock, catalog',
    code: 'CATALOG_UNAVAILABLE',
    look: async () => foundOf('PostgreSQL', await catalogClock(around)),
  },
];

function foundOf(whose: string, reading: ClockReading): Found {
  const ahead = aheadBy(reading);
  const seconds = (Math.abs(ahead) / 1_000).toFixed(1);
  if (ahead === 0) return well(`agrees with ${whose}'s within ${Math.ceil(reading.answered - reading.asked)} ms`);
  const observed = `${seconds} s ${ahead < 0 ? 'ahead of' : 'behind'} ${whose}'s`;
  return Math.abs(ahead) <= toleratedMs ? well(observed) : warning(observed, 'timedatectl set-ntp true');
}

async function catalogClock(around: Surroundings): Promise<ClockReading> {
  const asked = around.now();
  const { now: told } = await inspectCatalog(around);
  return { asked, told, answered: around.now() };
}

/**
 * A task queue without tasks. It is sticky (`kind: 2`): a sticky queue has one partition, so its poller is always
 * found, and Temporal forgets it after a day.
 */
const queue = { name: 'tidegate-doctor-clock', kind: 2, normalName: 'tidegate-doctor' } as const;
const pollMs = 5_000;

/**
 * Reads Temporal's clock. Temporal has no call that returns its time, but it records when a client polls a task queue.
 * So this polls a queue and reads the recorded time.
 */
async function temporalClock({ client, now }: Surroundings): Promise<ClockReading> {
  const { namespace } = client.options;
  const identity = `tidegate-doctor@${randomUUID()}`;
  const enough = new AbortController();
  const asked = now();
  const polling = client
    .withAbortSignal(enough.signal, () =>
      within(client, pollMs, () =>
        client.workflowService.pollWorkflowTaskQueue({ namespace, taskQueue: queue, identity }),
      ),
    )
    .then(
      () => undefined,
      () => undefined,
    );
  try {
    for (const until = performance.now() + pollMs; performance.now() < until; await sleep(20)) {
      const seen = (await pollersOf(client, queue, 'workflow')).find((poller) => poller.identity === identity);
      if (seen) return { asked, told: seen.seen, answered: now() };
    }
    throw problemOf('TEMPORAL_UNAVAILABLE', 'Temporal tells no time');
  } finally {
    enough.abort();
    await polling;
  }
}
