import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { problemOf } from '#contracts/problem.ts';
import { within } from '../temporal/connect.ts';
import { pollersOf } from '../temporal/pollers.ts';
import { inspectCatalog } from './catalog.ts';
import { type Examination, type Found, warning, well } from './diagnosis.ts';
import type { Surroundings } from './surroundings.ts';

/** What another clock said, between two looks at this one; epoch milliseconds. */
export interface ClockReading {
  readonly asked: number;
  readonly told: number;
  readonly answered: number;
}

/** Above this much, deadlines and signed times of people and machines no longer fit together. */
const toleratedMs = 5_000;

/** By how many milliseconds the other clock is ahead at least; negative where it is behind, 0 where the answer's way explains it. */
export function aheadBy({ asked, told, answered }: ClockReading): number {
  if (told < asked) return told - asked;
  return told > answered ? told - answered : 0;
}

/** This machine's clock against those of the servers. */
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

/** A queue that nobody fills; sticky ones have one partition, so that who polls is seen, and are forgotten after a day. */
const queue = { name: 'tidegate-doctor-clock', kind: 2, normalName: 'tidegate-doctor' } as const;
const pollMs = 5_000;

/** Temporal tells its time nowhere; but it notes when somebody asks a queue for work, and tells that. */
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
