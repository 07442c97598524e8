import { approveAs, measured, type Promotion, requestCandidate } from './candidates.ts';
import { pipeline, type World } from './world.ts';

/** Leaves something to try: a window that waits for departures, and a candidate that lacks one approval. */
export async function leaveOpen(world: World): Promise<readonly string[]> {
  const promotion: Promotion = await requestCandidate(world, 'weather');
  const asked = (await measured(world, promotion)) === 'approval';
  if (asked) await approveAs(world, promotion, 'ada');
  const day = world.feed.next;
  await world.feed.play(day, { args: ['--without', 'departures'] });
  const { temporalUi, gateway, home } = world.services.addresses;
  const date = new Date(world.start).toISOString().slice(0, 10);
  return [
    `Temporal's UI  ${temporalUi}`,
    `Gateway        ${gateway}`,
    '',
    'In another terminal of this project (Ctrl-C here ends all of it):',
    `  export TIDEGATE_HOME=${home}`,
    `  npx tidegate status ${pipeline}          which source the waiting window waits for`,
    `  npx node examples/nyc-flights/feeder.ts --gateway ${gateway} --start ${date} --from-day ${day} --only departures`,
    ...(asked
      ? [
          `  TIDEGATE_HOME=${home}/people/bob TEMPORAL_ADDRESS=${world.services.addresses.temporal} npx tidegate approve ${promotion.id} --as bob --print`,
          '                                           an envelope to paste into the UI: signal `approve`',
        ]
      : []),
    `  npx tidegate explain promotion/lateness   every decision about candidates`,
  ];
}
