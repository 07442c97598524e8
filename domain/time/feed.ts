import type { FeedConfig, StreamConfig } from './config.ts';
import type { Expired } from './effects.ts';
import { expiredThrough } from './lateness.ts';
import type { FeedTime, StreamTime, WindowHead } from './state.ts';
import { decides, type Version, versionsOf } from './versions.ts';
import { reached } from './watermark.ts';
import { isPassed, type Span, windowAt } from './window.ts';
import { type Touched, touchedBy } from './windows.ts';

/** A feed with all that an assignment to its windows is about, by one version of the spec. */
export interface FeedContext extends Version {
  readonly feed: FeedConfig;
  readonly state: StreamTime;
  readonly time: FeedTime;
}

/** All feeds of all versions in use, those of the oldest first. */
export const feedsOf = (newest: StreamConfig, state: StreamTime): FeedContext[] =>
  versionsOf(newest, state).flatMap((version) =>
    version.config.feeds.flatMap((feed) => {
      const time = version.clock.feeds[feed.name];
      return time ? [{ ...version, state, feed, time }] : [];
    }),
  );

/** Of the windows that a span touches, those of this version. */
export function touchedIn(
  { config: { grid }, from, until }: Pick<Version, 'config' | 'from' | 'until'>,
  span: Span,
): Touched {
  const touched = touchedBy(span, grid);
  const first = Math.max(touched.first, from);
  const last = Math.min(touched.last, until - grid.period);
  return { first, last, count: Math.max(0, (last - first) / grid.period + 1) };
}

/** Windows with an end of at most this have expired: by lateness, or because nobody knows their spec any more. */
export const expiredThroughOf = ({ config: { grid }, feed, time, closed }: FeedContext): number =>
  Math.max(expiredThrough(reached(time), feed), windowAt(closed - grid.period, grid).end);

export const hasExpired = (context: FeedContext, start: number): boolean =>
  windowAt(start, context.config.grid).end <= expiredThroughOf(context);

/** Whether the feed's watermark has passed the window that begins there. */
export const hasPassed = ({ config, time }: Pick<FeedContext, 'config' | 'time'>, start: number): boolean =>
  isPassed(windowAt(start, config.grid), reached(time));

/** What had expired, by the versions whose windows are touched, the oldest first. */
export function byVersion(
  parts: readonly { readonly count: number; readonly expiredThrough: number; readonly until: number }[],
): Expired {
  const touched = parts.filter(({ count }) => count > 0);
  const last = touched.at(-1) ?? parts.at(-1);
  const former = touched.slice(0, -1).map(({ until, expiredThrough: through }) => ({ until, expiredThrough: through }));
  return {
    expiredThrough: last?.expiredThrough ?? Number.NEGATIVE_INFINITY,
    ...(former.length > 0 && { former }),
  };
}

/** The place of a start among the open windows: of its window, or where that would stand. */
export function placeOf(open: readonly WindowHead[], start: number): number {
  let low = 0;
  let high = open.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((open[middle] as WindowHead).start < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The head of a window that is open. */
export function openHead({ time }: Pick<FeedContext, 'time'>, start: number): WindowHead | undefined {
  const found = time.open[placeOf(time.open, start)];
  return found?.start === start ? found : undefined;
}

/** The head of an open window, or of one that is opened by this. */
export function headOf({ time, state }: FeedContext, start: number): WindowHead {
  const found = openHead({ time }, start);
  if (found) return found;
  const first = state.epoch === 0 ? {} : { first: state.nextPane };
  const head: WindowHead = { start, panes: 0, arrivals: 0, rows: 0, ...first };
  time.open.splice(placeOf(time.open, start), 0, head);
  return head;
}

/** The feed of a name in the version that decides the window which begins there. */
export const feedWith = (contexts: readonly FeedContext[], name: string, start: number): FeedContext | undefined =>
  contexts.find((context) => context.feed.name === name && decides(context, start));
