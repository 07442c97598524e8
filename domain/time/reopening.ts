import type { Effect, Input, Recount } from './effects.ts';
import { exceptions, isAmong, withoutOrdinal, withRange } from './exceptions.ts';
import { type FeedContext, placeOf } from './feed.ts';
import { firstUnpassed, pass } from './panes.ts';
import type { StreamTime, WindowHead } from './state.ts';
import type { SourceTime } from './watermark.ts';
import { touchedBy } from './windows.ts';

type Rewind = Extract<Input, { kind: 'rewind' }>;
type Readmit = Extract<Input, { kind: 'readmit' }>;

/**
 * Sets a source's watermark back, and its feed's, and begins a new epoch: windows that end after `to` wait again, with all
 * that ever came for them; panes are numbered on. Nothing that was decided is changed.
 */
export function rewind(
  context: FeedContext & { readonly source: SourceTime },
  { source, to, windows, at }: Rewind,
): Effect[] {
  const { config, state, feed, time } = context;
  const from = context.source.watermark;
  if (from === null || to >= from) return [];
  context.source.watermark = to;
  context.source.movedAt = at;
  context.source.maxSeen = null;
  state.epoch += 1;
  if (time.watermark !== null && time.watermark > to) {
    time.watermark = to;
    time.movedAt = at;
    reopen(context, to, windows);
    state.expired = [];
    if (time.unpassed !== null) time.unpassed = Math.min(time.unpassed, firstUnpassed(to, config.grid));
  }
  const reopened = time.open.filter(({ panes }) => panes === 0).length;
  return [
    {
      kind: 'rewound',
      source,
      feed: feed.name,
      code: 'WATERMARK_REWOUND',
      from,
      to,
      epoch: state.epoch,
      windows: reopened,
    },
  ];
}

/** Windows past their end stay fired; those that end later wait for the watermark to pass them once more. */
function reopen({ config, state, feed, time }: FeedContext, to: number, windows: readonly Recount[]): void {
  const next = state.nextIndex;
  const isPassed = (start: number) => start + config.grid.size <= to;
  for (const head of time.open) {
    if (isPassed(head.start)) continue;
    head.first = (head.first ?? 0) + head.panes;
    head.panes = 0;
    delete head.due;
  }
  for (const { feed: name, start, arrivals, rows } of windows) {
    const place = placeOf(time.open, start);
    const isWanted = name === feed.name && start + config.grid.size + feed.lateness > to;
    if (!isWanted || time.open[place]?.start === start) continue;
    const past = isPassed(start) ? 1 : 0;
    const head: WindowHead = { start, panes: past, arrivals, rows, first: Math.max(0, next - past) };
    time.open.splice(place, 0, head);
  }
}

/** Fires one more pane, with the arrival in it, of each of its windows that has expired. */
export function readmit(context: FeedContext, arrival: Readmit): Effect[] {
  const { config, state, feed, time } = context;
  const { source, id, ordinal, rows } = arrival;
  const watermark = time.watermark ?? Number.NEGATIVE_INFINITY;
  const { first, last } = touchedBy(arrival, config.grid);
  if (!isAmong(state.expired, ordinal)) return [{ kind: 'refused', source, id, code: 'ARRIVAL_NOT_EXPIRED' }];
  state.expired = withoutOrdinal(state.expired, ordinal);
  const except = state.expired.reduce(withRange, exceptions(state));
  const index = nextIndex(state);
  const starts: number[] = [];
  for (let start = first; start <= last; start += config.grid.period) {
    if (start + config.grid.size + feed.lateness <= watermark) starts.push(start);
  }
  return [
    { kind: 'readmitted', source, id, code: 'ARRIVAL_READMITTED', windows: starts.length, rows },
    ...starts.map((start): Effect => {
      const others = arrival.windows.find((window) => window.feed === feed.name && window.start === start);
      return {
        kind: 'fire',
        feed: feed.name,
        window: { start, end: start + config.grid.size },
        index,
        timing: 'late',
        through: state.through,
        except,
        watermark,
        arrivals: (others?.arrivals ?? 0) + 1,
        rows: (others?.rows ?? 0) + rows,
      };
    }),
  ];
}

function nextIndex(state: StreamTime): number {
  const index = state.nextIndex;
  state.nextIndex += 1;
  return index;
}

/** Lets the watermark pass all that is open, and its lateness. */
export function close(context: FeedContext, at: number): Effect[] {
  const { config, feed, time } = context;
  const last = time.open.at(-1);
  if (!last) return [];
  return pass(
    context,
    Math.max(time.watermark ?? Number.NEGATIVE_INFINITY, last.start + config.grid.size + feed.lateness),
    at,
  );
}
