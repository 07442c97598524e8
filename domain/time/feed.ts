import type { FeedConfig, StreamConfig } from './config.ts';
import type { FeedTime, StreamTime, WindowHead } from './state.ts';

/** A feed with all that an assignment to its windows is about. */
export interface FeedContext {
  readonly config: StreamConfig;
  readonly feed: FeedConfig;
  readonly state: StreamTime;
  readonly time: FeedTime;
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
