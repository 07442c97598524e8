import type { ArrivalKey } from '#contracts/ledger.ts';
import type { ArrivalInput, Effect } from './effects.ts';
import type { StreamTime } from './state.ts';

const isSame = (a: ArrivalKey, b: ArrivalKey): boolean => a.source === b.source && a.id === b.id;

/** What an arrival must wait for: causes that never came, and those that wait themselves. */
export const missingCauses = (state: StreamTime, { causes = [] }: ArrivalInput): ArrivalKey[] =>
  causes.filter(({ known, ...cause }) => !known || isWaiting(state, cause)).map(({ source, id }) => ({ source, id }));

const isWaiting = ({ held, waiting }: StreamTime, cause: ArrivalKey): boolean =>
  held.some((announced) => announced.kind === 'arrival' && isSame(announced, cause)) ||
  waiting.some(({ arrival }) => isSame(arrival, cause));

/** Lets an arrival wait until its causes have come, or until `until` (wall time). */
export function letWait(state: StreamTime, arrival: ArrivalInput, missing: ArrivalKey[], until: number): Effect[] {
  const { source, id } = arrival;
  state.waiting.push({ arrival, missing, until });
  return [{ kind: 'waiting', source, id, code: 'CAUSES_AWAITED', missing: missing.length, until }];
}

/** Strikes out what has come; gives back, and forgets, what waits for nothing more. */
export function freedBy(state: StreamTime, come: ArrivalKey): ArrivalInput[] {
  for (const entry of state.waiting) entry.missing = entry.missing.filter((cause) => !isSame(cause, come));
  return takeOut(state, ({ missing }) => missing.length === 0);
}

/** Gives back, and forgets, what has waited long enough. */
export const overdue = (state: StreamTime, at: number): ArrivalInput[] => takeOut(state, ({ until }) => until <= at);

function takeOut(state: StreamTime, isOut: (waiting: StreamTime['waiting'][number]) => boolean): ArrivalInput[] {
  const out = state.waiting.filter(isOut);
  if (out.length > 0) state.waiting = state.waiting.filter((entry) => !isOut(entry));
  return out.map(({ arrival }) => arrival);
}
