import { subject, windowsPrefix } from '#contracts/ids/subjects.ts';
import { wholePartition } from '#contracts/partition.ts';
import { formatInstant } from '#contracts/time.ts';
import { dataFeed } from '#contracts/window.ts';
import { arrivalDecision } from '#domain/decisions/arrival.ts';
import { firingDecision } from '#domain/decisions/firing.ts';
import { paneDecision } from '#domain/decisions/pane.ts';
import { incidentsOf } from '../../upstream/incidents.ts';
import { until } from '../until.ts';
import { dayMs, dayOf, dayStart, decided, pipeline, streamView, type World } from '../world.ts';
import type { Act } from './act.ts';

/**
 * The window that stays open while the departures of the act's last day are held back. A window closes two days after
 * its own day.
 */
const waitingDay = ({ plan }: Pick<World, 'plan'>): number => plan.completeness - 2;

/** Windows close when the watermark passes. Late, too late and repeated batches each get their fate. */
export const completeness: Act = {
  title: 'Completeness: when are the data of a day all there?',
  async play(world) {
    const { feed, people, folder, narrator, plan } = world;
    const lastDay = plan.completeness;
    await people.makeKeys(folder.principals);
    const applied = await people.as('lin', 'apply', await folder.specOf('first'), '--as', 'lin');
    narrator.tell(`tidegate apply: ${(applied.output + applied.errors).split('\n')[0]}`);
    await feed.play(lastDay - 1);
    await feed.play(lastDay, { args: ['--without', 'departures'] });
    await seeWaiting(world);
    await feed.partOf(lastDay, '--only', 'departures');
    await until({ what: `window ${waitingDay(world)}`, onWait: narrator.progress }, async () => {
      const fired = await decided(world, dayOf(world, waitingDay(world)), 'PANE_PUBLISHED');
      return fired.length > 0 ? true : undefined;
    });
    await checkWatermarks(world);
    await checkFates(world);
  },
};

async function seeWaiting(world: World): Promise<void> {
  const { narrator, people } = world;
  const start = dayStart(world, waitingDay(world));
  const holders = await until({ what: 'a window that waits', onWait: narrator.progress }, async () => {
    const data = (await streamView(world))?.standing.feeds.find(({ feed }) => feed === 'data');
    const window = data?.windows.find(({ window }) => window.start === start);
    const held = window?.heldBy.map(({ source }) => source) ?? [];
    return held.length === 1 ? held : undefined;
  });
  const { output } = await people.as('lin', 'status', pipeline);
  const line =
    output.split('\n').find((text) => text.includes(formatInstant(start)) && text.includes('waits for')) ?? '';
  narrator.tell(`tidegate status: ${line.trim()}`);
  narrator.check(
    'a waiting window names its source',
    holders[0] === 'departures' && line.includes('departures'),
    `held by ${holders.join(', ')}`,
  );
}

async function checkWatermarks({ narrator, ...world }: World): Promise<void> {
  const log = await decided(world, windowsPrefix(wholePartition, dataFeed), 'WATERMARK_PASSED');
  const fired = log.flatMap(({ decision }) => firingDecision.read(decision) ?? []);
  const early = fired.filter(({ numbers: { watermark, end } }) => watermark < end);
  narrator.check(
    'windows close by watermark, not by clock',
    fired.length > waitingDay(world) && early.length === 0,
    `${fired.length} panes fired at WATERMARK_PASSED, none early`,
  );
}

const flightsOf = (id: string): string => subject.arrival({ source: 'flights', id });

async function checkFates(world: World): Promise<void> {
  const { narrator, seed } = world;
  const { late, tooLate, twice, corrupted } = incidentsOf(seed);
  const dateOf = (day: number) => new Date(world.start + day * dayMs).toISOString().slice(0, 10);
  const straggler = (day: number) => flightsOf(`flights-straggler/${dateOf(day)}`);

  const superseding = await until({ what: 'the late pane', onWait: narrator.progress }, async () => {
    const panes = await decided(world, dayOf(world, late), 'PANE_PUBLISHED');
    return panes.flatMap(({ decision }) => paneDecision.read(decision) ?? []).find(({ numbers }) => numbers.pane > 0);
  });
  const lateArrival = await decided(world, straggler(late), 'LATE_ARRIVAL');
  narrator.check(
    'a late batch re-opens its window',
    lateArrival.length === 1,
    `LATE_ARRIVAL, pane ${superseding.numbers.pane} of ${dateOf(late)} supersedes the one before`,
  );

  const expired = (await decided(world, straggler(tooLate), 'ARRIVAL_EXPIRED')).flatMap(({ decision }) => {
    const said = arrivalDecision.read(decision);
    return said?.outcome === 'expired' ? said : [];
  });
  narrator.check(
    'a batch that is too late goes to the ledger',
    expired.length === 1,
    `ARRIVAL_EXPIRED, ${expired[0]?.numbers.rows} rows of ${dateOf(tooLate)}`,
  );

  const repeated = await decided(world, flightsOf(`flights/${dateOf(twice)}`), 'ARRIVAL_DUPLICATE');
  narrator.check(
    'a batch sent twice has no effect',
    repeated.length === 1,
    `ARRIVAL_DUPLICATE, flights/${dateOf(twice)}`,
  );

  const unreadable = await decided(world, flightsOf(`flights-2/${dateOf(corrupted)}`), 'ARTIFACT_UNREADABLE');
  narrator.check(
    'a file that was cut off is set aside, the rest goes on',
    unreadable.length > 0,
    `ARTIFACT_UNREADABLE, flights-2/${dateOf(corrupted)}`,
  );
}
