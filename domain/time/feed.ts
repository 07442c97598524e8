import type { FeedConfig, StreamConfig } from './config.ts';
import type { Expired } from './effects.ts';
import type { Clock, FeedTime, StreamTime, WindowHead } from './state.ts';
import { type Span, type Touched, touchedBy } from './windows.ts';

/** The windows that one version of the spec decides: those that begin at or after `from`, and before `until`. */
export interface Range {
  /** Names the version: its `from`, and `null` for the first. */
  readonly version: number | null;
  readonly from: number;
  readonly until: number;
  /** Windows that begin before it have expired, whatever the watermark says: nobody knows their spec any more. */
  readonly closed: number;
}

/** A feed with all that an assignment to its windows is about, by one version of the spec. */
export interface FeedContext {
  readonly config: StreamConfig;
  readonly feed: FeedConfig;
  readonly state: StreamTime;
  readonly clock: Clock;
  readonly time: FeedTime;
  readonly range: Range;
}

/** Of the windows that a span touches, those of this version. */
export function touchedIn({ config: { grid }, range }: Pick<FeedContext, 'config' | 'range'>, span: Span): Touched {
  const touched = touchedBy(span, grid);
  const first = Math.max(touched.first, range.from);
  const last = Math.min(touched.last, range.until - grid.period);
  return { first, last, count: Math.max(0, (last - first) / grid.period + 1) };
}

/** Windows with an end of at most this have expired. */
export const expiredThroughOf = ({ config: { grid }, feed, time, range }: FeedContext): number =>
  Math.max((time.watermark ?? Number.NEGATIVE_INFINITY) - feed.lateness, range.closed - grid.period + grid.size);

interface VersionPart {
  readonly count: number;
  readonly expiredThrough: number;
  readonly range: Range;
}

/** What had expired, by the versions whose windows are touched, the oldest first. */
export function byVersion(parts: readonly VersionPart[]): Expired {
  const touched = parts.filter(({ count }) => count > 0);
  const last = touched.at(-1) ?? parts.at(-1);
  const former = touched.slice(0, -1).map(({ range, expiredThrough }) => ({ until: range.until, expiredThrough }));
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

/** The head of an open window, or of one that is opened by this. */
export function headOf({ time, state }: FeedContext, start: number): WindowHead {
  const place = placeOf(time.open, start);
  const found = time.open[place];
  if (found?.start === start) return found;
  const first = state.epoch === 0 ? {} : { first: state.nextIndex };
  const head: WindowHead = { start, panes: 0, arrivals: 0, rows: 0, ...first };
  time.open.splice(place, 0, head);
  return head;
}
