import type { Timing } from '#contracts/window.ts';
import { withdraw } from './corrections.ts';
import type { ArrivalInput, Effect, Fire } from './effects.ts';
import { exceptions, rememberExpired } from './exceptions.ts';
import {
  byVersion,
  expiredThroughOf,
  type FeedContext,
  hasExpired,
  hasPassed,
  headOf,
  placeOf,
  touchedIn,
} from './feed.ts';
import { expiresAt } from './lateness.ts';
import type { StreamTime, WindowHead } from './state.ts';
import { reached } from './watermark.ts';
import { windowAt } from './window.ts';
import { firstUnpassed, type Touched, type WindowGrid } from './windows.ts';

/** Fires the next pane of a window, in this moment of the feed's watermark. */
export function fire({ config, feed, state, time }: FeedContext, head: WindowHead, timing: Timing): Fire {
  const pane = (head.first ?? 0) + head.panes;
  const { lateSources } = head;
  head.panes += 1;
  delete head.due;
  delete head.lateSources;
  state.nextPane = Math.max(state.nextPane, pane + 1);
  return {
    kind: 'fire',
    feed: feed.name,
    window: windowAt(head.start, config.grid),
    pane,
    timing,
    through: state.through,
    except: exceptions(state),
    watermark: reached(time),
    arrivals: head.arrivals,
    rows: head.rows,
    ...(lateSources && { lateSources }),
  };
}

/** Fires the pane that a late arrival asks for; where such panes are throttled, it is due a while later. */
function refine(context: FeedContext, head: WindowHead, { source, at }: Pick<ArrivalInput, 'source' | 'at'>): Fire[] {
  const { lateEvery } = context.config;
  head.lateSources = [...new Set([...(head.lateSources ?? []), source])];
  if (lateEvery === undefined) return [fire(context, head, 'late')];
  head.due ??= at + lateEvery;
  return [];
}

/**
 * Assigns an arrival to the windows that it touches and that still take it, before it moves any watermark, and takes the one
 * that it supersedes out of its own; those past their end fire a late pane each. `contexts`: its source's, the oldest version first.
 */
export function assign(state: StreamTime, contexts: readonly FeedContext[], arrival: ArrivalInput): Effect[] {
  const falls = contexts.map((context) => fallIn(context, arrival));
  const { effects, changed } = withdraw(state, contexts, arrival);
  const panes = contexts.flatMap((context, i) => {
    // Once an arrival has filled a window of an earlier version, an effect tells of this one's windows that stay empty.
    if (falls.slice(0, i).some(({ count, expired }) => expired < count)) expectFrom(context, context.from);
    return fill(context, arrival, falls[i] as Fall, changed);
  });
  const touched = falls.reduce((sum, { count }) => sum + count, 0);
  if (touched > 0 && touched === falls.reduce((sum, { expired }) => sum + expired, 0))
    rememberExpired(state, arrival.source, arrival.ordinal);
  return [...effects, ...latenessOfArrival(contexts, arrival, falls), ...panes];
}

/** How an arrival falls into the windows of one version. */
interface Fall {
  readonly touched: Touched;
  readonly count: number;
  readonly expired: number;
  readonly late: number;
  readonly expiredThrough: number;
  readonly until: number;
}

function fallIn(context: FeedContext, arrival: ArrivalInput): Fall {
  const { grid } = context.config;
  const touched = touchedIn(context, arrival);
  const expired = countOf(touched, (start) => hasExpired(context, start), grid);
  const passed = countOf(touched, (start) => hasPassed(context, start), grid);
  return {
    touched,
    count: touched.count,
    expired,
    late: Math.max(0, passed - expired),
    expiredThrough: expiredThroughOf(context),
    until: context.until,
  };
}

/** Adds an arrival to the windows of one version that still take it; the panes are those of its late ones, and of `changed`. */
function fill(
  context: FeedContext,
  arrival: ArrivalInput,
  { touched, expired }: Fall,
  changed: ReadonlySet<WindowHead>,
): Effect[] {
  const { config, time } = context;
  const refined = new Set(time.open.filter((head) => changed.has(head)));
  const first = touched.first + expired * config.grid.period;
  for (let start = first; start <= touched.last; start += config.grid.period) {
    const head = headOf(context, start);
    head.arrivals += 1;
    head.rows += arrival.rows;
    if (hasPassed(context, start)) refined.add(head);
  }
  if (arrival.supersedes) time.open = time.open.filter(({ arrivals, panes }) => arrivals > 0 || panes > 0);
  if (expired < touched.count) expectFrom(context, first);
  return [...refined].sort((a, b) => a.start - b.start).flatMap((head) => refine(context, head, arrival));
}

/** How an arrival falls late, where not every one of its windows takes it as if in time. */
function latenessOfArrival(
  contexts: readonly FeedContext[],
  { source, id, rows }: ArrivalInput,
  falls: readonly Fall[],
): Effect[] {
  const total = (of: (fall: Fall) => number) => falls.reduce((sum, fall) => sum + of(fall), 0);
  const [windows, late, expired] = [total(({ count }) => count), total((fall) => fall.late), total((f) => f.expired)];
  if (windows === 0) return [{ kind: 'unassigned', source, id, rows }];
  if (expired === 0 && late === 0) return [];
  const newest = contexts[falls.findLastIndex(({ count }) => count > 0)];
  const feed = newest?.feed.name ?? source;
  const watermark = reached(newest?.time);
  const kind = expired === windows ? 'expired' : 'late';
  return [{ kind, source, id, feed, watermark, rows, windows, late, expired, ...byVersion(falls) }];
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

/** From this window on, or the first that is not passed, an effect tells of windows that stay empty. */
function expectFrom({ config, time }: FeedContext, filled: number): void {
  const unpassed = Math.max(filled, firstUnpassed(reached(time), config.grid));
  time.unpassed = Math.min(time.unpassed ?? unpassed, unpassed);
}

/** Fires the panes that late arrivals asked for and that are due. */
export function fireDue(context: FeedContext, at: number): Effect[] {
  const isDue = ({ due }: WindowHead) => due !== undefined && due <= at;
  return context.time.open.filter(isDue).map((head) => fire(context, head, 'late'));
}

/** How many windows an arrival would open, which is at most how many it touches. */
export function opens(context: FeedContext, arrival: ArrivalInput): number {
  const { open } = context.time;
  const { first, last, count } = touchedIn(context, arrival);
  const known = placeOf(open, last + 1) - placeOf(open, first);
  return Math.max(0, count - known);
}

/** The runs of windows up to the watermark that nothing touched. */
function emptyRuns({ config: { grid }, feed, time, until }: FeedContext): Effect[] {
  const { period } = grid;
  const next = Math.min(firstUnpassed(reached(time), grid), until);
  if (time.unpassed === null || time.unpassed >= next) return [];
  const runs: Effect[] = [];
  let from = time.unpassed;
  const close = (to: number) => {
    if (to <= from) return;
    const span = { first: windowAt(from, grid), last: windowAt(to - period, grid) };
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
 * their lateness; an effect tells of empty ones; those past their lateness are closed, with a last pane where one was due.
 */
export function pass(context: FeedContext, watermark: number, at: number): Effect[] {
  const { config, feed, time } = context;
  time.watermark = watermark;
  time.movedAt = at;
  const effects: Effect[] = [];
  for (const head of time.open) {
    if (!hasPassed(context, head.start)) break;
    if (head.panes === 0) effects.push(fire(context, head, 'on-time'));
  }
  effects.push(...emptyRuns(context));
  const isOpen = ({ start }: WindowHead) => expiresAt(windowAt(start, config.grid), feed) > watermark;
  const firstOpen = time.open.findIndex(isOpen);
  for (const head of time.open.splice(0, firstOpen < 0 ? time.open.length : firstOpen)) {
    if (head.due !== undefined) effects.push(fire(context, head, 'late'));
    effects.push({ kind: 'closed', feed: feed.name, window: windowAt(head.start, config.grid), panes: head.panes });
  }
  return effects;
}
