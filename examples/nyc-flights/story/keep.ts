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
    `  export TIDEGATE_HOME=${home} TIDEGATE_GATEWAY_URL=${gateway}`,
    '',
    'Which source does the waiting window wait for? Then let it come:',
    `  npx tidegate status ${pipeline}`,
    `  npx node examples/nyc-flights/feeder.ts --gateway ${gateway} --start ${date} --from-day ${day} --only departures`,
    ...(asked ? ['', ...linesToApprove(world, promotion)] : []),
    '',
    'Every decision about the candidate:',
    `  npx tidegate explain ${promotion.id}`,
  ];
}

function linesToApprove({ services }: World, { id }: Promotion): string[] {
  const { home, temporal } = services.addresses;
  const approve = `TIDEGATE_HOME=${home}/people/bob TEMPORAL_ADDRESS=${temporal} npx tidegate approve ${id} --as bob`;
  return [
    "The candidate lacks Bob's approval; with --print, an envelope to paste into the UI as the signal `approve`:",
    `  ${approve}`,
    `  ${approve} --print`,
  ];
}
