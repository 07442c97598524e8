import type { Code } from '#contracts/codes.ts';
import type { ArrivalInput, Effect, KnownArrival } from './effects.ts';
import { exclude, isAmong, mostRanges } from './exceptions.ts';
import { byVersion, expiredThroughOf, type FeedContext, hasPassed, placeOf, touchedIn } from './feed.ts';
import type { StreamTime, WindowHead } from './state.ts';
import { windowAt } from './window.ts';

/** Why an arrival cannot take the place that it asks for; undefined where it can, or asks for none. */
export function correctionRefusal(state: StreamTime, { id, supersedes }: ArrivalInput): Code | undefined {
  if (!supersedes) return undefined;
  if (supersedes.id === id) return 'CORRECTION_OF_ITSELF';
  if (!supersedes.known) return 'CORRECTION_TARGET_UNKNOWN';
  if (isAmong(state.excluded, supersedes.known.ordinal)) return 'CORRECTION_TARGET_VOID';
  return state.excluded.length >= mostRanges ? 'CORRECTIONS_TOO_MANY' : undefined;
}

/** A superseded arrival, taken out of the windows that are still open. */
export interface Withdrawn {
  readonly effects: readonly Effect[];
  /** Windows that have fired already: their next pane leaves the arrival out. */
  readonly changed: ReadonlySet<WindowHead>;
}

/** Takes the arrival that another supersedes out of the windows that are still open, and out of every pane to come. */
export function withdraw(
  state: StreamTime,
  contexts: readonly FeedContext[],
  { id: by, supersedes }: ArrivalInput,
): Withdrawn {
  const old = supersedes?.known;
  if (!old) return { effects: [], changed: new Set() };
  const uncounted = isUncounted(state, old);
  const parts = contexts.map((context) => withdrawFrom(context, old, uncounted));
  forget(state, old);
  const { source, id, rows, digest } = old;
  const touching = parts.filter(({ count }) => count > 0);
  const span = {
    start: touching[0]?.start ?? old.minTime,
    end: Math.max(old.maxTime + 1, ...touching.map(({ end }) => end)),
  };
  const taken = {
    by,
    digest,
    rows,
    span,
    windows: parts.reduce((sum, { heads }) => sum + heads.length, 0),
    fired: touching.some(({ fired }) => fired),
    ...byVersion(parts),
  };
  return {
    effects: [{ kind: 'superseded', source, id, code: 'ARRIVAL_SUPERSEDED', ...taken }],
    changed: new Set(parts.flatMap(({ heads }) => heads.filter(({ panes }) => panes > 0))),
  };
}

function withdrawFrom(context: FeedContext, old: KnownArrival, uncounted: boolean) {
  const { config, time, until } = context;
  const { first, last, count } = touchedIn(context, old);
  const heads = uncounted ? [] : time.open.slice(placeOf(time.open, first), placeOf(time.open, last + 1));
  for (const head of heads) {
    head.arrivals -= 1;
    head.rows -= old.rows;
  }
  const { end } = windowAt(last, config.grid);
  const fired = !uncounted && hasPassed(context, first);
  return { count, heads, start: first, end, fired, expiredThrough: expiredThroughOf(context), until };
}

/** The arrival waits, or came too late, so no window counted it. */
const isUncounted = (state: StreamTime, { source, ordinal }: KnownArrival): boolean =>
  state.held.some((held) => held.kind === 'arrival' && held.ordinal === ordinal) ||
  state.waiting.some(({ arrival }) => arrival.ordinal === ordinal) ||
  isAmong(state.expired[source] ?? [], ordinal);

function forget(state: StreamTime, { ordinal }: KnownArrival): void {
  state.held = state.held.filter((held) => held.kind !== 'arrival' || held.ordinal !== ordinal);
  state.waiting = state.waiting.filter((waiting) => waiting.arrival.ordinal !== ordinal);
  exclude(state, ordinal);
}
