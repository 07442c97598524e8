import type { Timing } from '#contracts/window.ts';
import { withdraw } from './corrections.ts';
import type { ArrivalInput, Effect, Fire } from './effects.ts';
import { exceptions, mostRanges, withOrdinal } from './exceptions.ts';
import { type FeedContext, headOf, placeOf } from './feed.ts';
import type { WindowHead } from './state.ts';
import { lastStart, type Touched, touchedBy, type WindowGrid } from './windows.ts';

/** Fires the next pane of a window, in the moment of this watermark. */
function fire({ config, feed, state }: FeedContext, head: WindowHead, timing: Timing, watermark: number): Fire {
  const index = (head.first ?? 0) + head.panes;
  head.panes += 1;
  delete head.due;
  state.nextIndex = Math.max(state.nextIndex, index + 1);
  return {
    kind: 'fire',
    feed: feed.name,
    window: { start: head.start, end: head.start + config.grid.size },
    index,
    timing,
    through: state.through,
    except: exceptions(state),
    watermark,
    arrivals: head.arrivals,
    rows: head.rows,
  };
}

/** The first window of the grid that a watermark has not passed. */
export const firstUnpassed = (watermark: number, grid: WindowGrid): number =>
  lastStart(watermark - grid.size, grid) + grid.period;

/** Fires the pane that something late asks for; where such panes are throttled, it is due a while later. */
function refine(context: FeedContext, head: WindowHead, watermark: number, at: number): Fire[] {
  const { lateEvery } = context.config;
  if (lateEvery === undefined) return [fire(context, head, 'late', watermark)];
  head.due ??= at + lateEvery;
  return [];
}

/**
 * Assigns an arrival to the windows that it touches and that still take it, before it moves any watermark, and takes the one
 * that it supersedes out of its own; those past their end fire a late pane each.
 */
export function assign(context: FeedContext, arrival: ArrivalInput): Effect[] {
  const { config, feed, time, state } = context;
  const watermark = time.watermark ?? Number.NEGATIVE_INFINITY;
  const expiredThrough = watermark - feed.lateness;
  const touched = touchedBy(arrival, config.grid);
  const expired = countOf(touched, (start) => start + config.grid.size <= expiredThrough, config.grid);
  const late = countOf(touched, (start) => start + config.grid.size <= watermark, config.grid) - expired;
  const isExpired = touched.count > 0 && expired === touched.count;

  const changed = new Set<WindowHead>();
  const superseded = withdraw(context, arrival, changed);
  for (let start = touched.first + expired * config.grid.period; start <= touched.last; start += config.grid.period) {
    const head = headOf(context, start);
    head.arrivals += 1;
    head.rows += arrival.rows;
    if (start + config.grid.size <= watermark) changed.add(head);
  }
  if (superseded.length > 0) time.open = time.open.filter(({ arrivals, panes }) => arrivals > 0 || panes > 0);
  if (expired < touched.count) expectFrom(context, touched.first + expired * config.grid.period);
  if (isExpired) state.expired = withOrdinal(state.expired, arrival.ordinal).slice(-mostRanges);

  const panes = [...changed]
    .sort((a, b) => a.start - b.start)
    .flatMap((head) => refine(context, head, watermark, arrival.at));
  return [...superseded, ...fallOf(context, arrival, { touched, expired, late, expiredThrough }), ...panes];
}

interface Fall {
  readonly touched: Touched;
  readonly expired: number;
  readonly late: number;
  readonly expiredThrough: number;
}

/** What is to be said of an arrival that not every one of its windows takes as if in time. */
function fallOf(
  { feed, time }: FeedContext,
  arrival: ArrivalInput,
  { touched, expired, late, expiredThrough }: Fall,
): Effect[] {
  const { source, id, rows } = arrival;
  if (touched.count === 0) return [{ kind: 'unassigned', source, id, rows }];
  if (expired === 0 && late === 0) return [];
  const kind = expired === touched.count ? 'expired' : 'late';
  const watermark = time.watermark ?? Number.NEGATIVE_INFINITY;
  return [
    { kind, source, id, feed: feed.name, watermark, rows, windows: touched.count, late, expired, expiredThrough },
  ];
}

/** How many windows of a span satisfy what the earliest satisfy first. */
function countOf({ first, count }: Touched, holds: (start: number) => boolean, { period }: WindowGrid): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(first + middle * period)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** From this window on, or the first that is not passed, windows that stay empty are news. */
function expectFrom({ config, time }: FeedContext, filled: number): void {
  const unpassed = time.watermark === null ? filled : Math.max(filled, firstUnpassed(time.watermark, config.grid));
  time.unpassed = Math.min(time.unpassed ?? unpassed, unpassed);
}

/** Fires the panes that late arrivals asked for and that are due. */
export function fireDue(context: FeedContext, at: number): Effect[] {
  const { time } = context;
  const watermark = time.watermark ?? Number.NEGATIVE_INFINITY;
  return time.open
    .filter(({ due }) => due !== undefined && due <= at)
    .map((head) => fire(context, head, 'late', watermark));
}

/** How many windows an arrival would open, which is at most how many it touches. */
export function opens({ config, feed, time }: FeedContext, arrival: ArrivalInput): number {
  const { first, last, count } = touchedBy(arrival, config.grid);
  const expiredThrough = (time.watermark ?? Number.NEGATIVE_INFINITY) - feed.lateness;
  const firstOpen = placeOf(time.open, Math.max(first, expiredThrough - config.grid.size));
  const known = placeOf(time.open, last + 1) - firstOpen;
  return Math.max(0, count - known);
}

/** The runs of windows up to the watermark that nothing touched. */
function emptyRuns({ config, feed, time }: FeedContext, watermark: number): Effect[] {
  const { size, period } = config.grid;
  const next = firstUnpassed(watermark, config.grid);
  if (time.unpassed === null || time.unpassed >= next) return [];
  const runs: Effect[] = [];
  let from = time.unpassed;
  const close = (to: number) => {
    if (to <= from) return;
    const last = to - period;
    const span = { first: { start: from, end: from + size }, last: { start: last, end: last + size } };
    runs.push({ kind: 'empty', feed: feed.name, code: 'WINDOW_EMPTY', count: (to - from) / period, ...span });
  };
  for (let place = placeOf(time.open, from); place < time.open.length; place += 1) {
    const { start } = time.open[place] as WindowHead;
    if (start >= next) break;
    close(start);
    from = start + period;
  }
  close(next);
  time.unpassed = next;
  return runs;
}

/**
 * Moves a feed's watermark: windows that it passes fire on time, in order of their end, also when the same step passes
 * their lateness; empty ones are told; those past their lateness are closed, with a last pane where one was due.
 */
export function pass(context: FeedContext, watermark: number, at: number): Effect[] {
  const { config, feed, time } = context;
  time.watermark = watermark;
  time.movedAt = at;
  const effects: Effect[] = [];
  for (const head of time.open) {
    if (head.start + config.grid.size > watermark) break;
    if (head.panes === 0) effects.push(fire(context, head, 'on-time', watermark));
  }
  effects.push(...emptyRuns(context, watermark));
  const open = placeOf(time.open, watermark - feed.lateness - config.grid.size + 1);
  for (const head of time.open.splice(0, open)) {
    const { start } = head;
    if (head.due !== undefined) effects.push(fire(context, head, 'late', watermark));
    effects.push({
      kind: 'closed',
      feed: feed.name,
      window: { start, end: start + config.grid.size },
      panes: head.panes,
    });
  }
  return effects;
}
