import type { Timing } from '#contracts/window.ts';
import type { FeedConfig, StreamConfig } from './config.ts';
import type { ArrivalInput, Effect, Fire } from './effects.ts';
import { exceptions } from './exceptions.ts';
import type { FeedTime, StreamTime, WindowHead } from './state.ts';
import { lastStart, touchedBy, type WindowGrid } from './windows.ts';

/** What an assignment to windows is about. */
export interface FeedContext {
  readonly config: StreamConfig;
  readonly feed: FeedConfig;
  readonly state: StreamTime;
  readonly time: FeedTime;
}

/** The place of a start among the open windows: of its window, or where that would stand. */
function placeOf(open: readonly WindowHead[], start: number): number {
  let low = 0;
  let high = open.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((open[middle] as WindowHead).start < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

function headOf(time: FeedTime, start: number): WindowHead {
  const place = placeOf(time.open, start);
  const found = time.open[place];
  if (found?.start === start) return found;
  const head: WindowHead = { start, panes: 0, arrivals: 0, rows: 0 };
  time.open.splice(place, 0, head);
  return head;
}

/** Fires the next pane of a window, in the moment of this watermark. */
function fire({ config, feed, state }: FeedContext, head: WindowHead, timing: Timing, watermark: number): Fire {
  const index = head.panes;
  head.panes += 1;
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
const firstUnpassed = (watermark: number, grid: WindowGrid): number =>
  lastStart(watermark - grid.size, grid) + grid.period;

/**
 * Assigns an arrival to the windows that it touches and that still take it, before it moves any watermark; those past
 * their end fire a late pane each.
 */
export function assign(context: FeedContext, arrival: ArrivalInput): Effect[] {
  const { config, feed, time } = context;
  const { source, id, rows } = arrival;
  const touched = touchedBy(arrival, config.grid);
  if (touched.count === 0) return [{ kind: 'unassigned', source, id, rows }];

  const watermark = time.watermark ?? Number.NEGATIVE_INFINITY;
  const expiredThrough = watermark - feed.lateness;
  const panes: Fire[] = [];
  let expired = 0;
  for (let start = touched.first; start <= touched.last; start += config.grid.period) {
    const end = start + config.grid.size;
    if (end <= expiredThrough) {
      expired += 1;
      continue;
    }
    const head = headOf(time, start);
    head.arrivals += 1;
    head.rows += rows;
    if (end <= watermark) panes.push(fire(context, head, 'late', watermark));
  }
  if (expired < touched.count) {
    const filled = touched.first + expired * config.grid.period;
    const unpassed = time.watermark === null ? filled : Math.max(filled, firstUnpassed(watermark, config.grid));
    time.unpassed = Math.min(time.unpassed ?? unpassed, unpassed);
  }
  if (expired === 0 && panes.length === 0) return [];
  const kind = expired === touched.count ? 'expired' : 'late';
  const counts = { windows: touched.count, late: panes.length, expired, expiredThrough };
  return [{ kind, source, id, feed: feed.name, watermark, rows, ...counts }, ...panes];
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
 * their lateness; empty ones are told; those past their lateness are closed.
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
  for (const { start, panes } of time.open.splice(0, open)) {
    effects.push({ kind: 'closed', feed: feed.name, window: { start, end: start + config.grid.size }, panes });
  }
  return effects;
}
