import type { Code } from '#contracts/codes.ts';
import type { ArrivalInput, Effect, Superseded } from './effects.ts';
import { exclude, isAmong, mostRanges } from './exceptions.ts';
import { type FeedContext, placeOf } from './feed.ts';
import type { StreamTime, WindowHead } from './state.ts';
import { touchedBy } from './windows.ts';

/** Why an arrival cannot take the place that it asks for; undefined where it can, or asks for none. */
export function correctionRefusal(state: StreamTime, { id, supersedes }: ArrivalInput): Code | undefined {
  if (!supersedes) return undefined;
  if (supersedes.id === id) return 'CORRECTION_OF_ITSELF';
  if (!supersedes.known) return 'CORRECTION_TARGET_UNKNOWN';
  if (isAmong(state.excluded, supersedes.known.ordinal)) return 'CORRECTION_TARGET_VOID';
  return state.excluded.length >= mostRanges ? 'CORRECTIONS_TOO_MANY' : undefined;
}

/**
 * Takes a superseded arrival out of the windows that are still open. Those that fired already are added to `changed`: their
 * next pane is without it.
 */
export function withdraw(context: FeedContext, arrival: ArrivalInput, changed: Set<WindowHead>): Effect[] {
  const old = arrival.supersedes?.known;
  if (!old) return [];
  const { config, state, feed, time } = context;
  const watermark = time.watermark ?? Number.NEGATIVE_INFINITY;
  const expiredThrough = watermark - feed.lateness;
  const aside = wasSetAside(state, old);
  const heads = aside ? [] : headsOf(context, old, expiredThrough);
  for (const head of heads) {
    head.arrivals -= 1;
    head.rows -= old.rows;
    if (head.panes > 0) changed.add(head);
  }
  state.held = state.held.filter((held) => held.kind !== 'arrival' || held.ordinal !== old.ordinal);
  state.waiting = state.waiting.filter((waiting) => waiting.arrival.ordinal !== old.ordinal);
  exclude(state, old.ordinal);
  const { source, id, rows, data } = old;
  const { first, last } = touchedBy(old, config.grid);
  const span = { start: first, end: last + config.grid.size };
  const fired = !aside && first + config.grid.size <= watermark;
  const taken = { by: arrival.id, data, rows, windows: heads.length, span, fired, expiredThrough };
  return [{ kind: 'superseded', source, id, code: 'ARRIVAL_SUPERSEDED', ...taken }];
}

/** It waits, or came too late: no window counted it. */
const wasSetAside = (state: StreamTime, { ordinal }: Superseded): boolean =>
  state.held.some((held) => held.kind === 'arrival' && held.ordinal === ordinal) ||
  state.waiting.some(({ arrival }) => arrival.ordinal === ordinal) ||
  isAmong(state.expired, ordinal);

function headsOf({ config, time }: FeedContext, span: Superseded, expiredThrough: number): WindowHead[] {
  const { first, last } = touchedBy(span, config.grid);
  const from = placeOf(time.open, Math.max(first, expiredThrough - config.grid.size + 1));
  return time.open.slice(from, placeOf(time.open, last + 1));
}
