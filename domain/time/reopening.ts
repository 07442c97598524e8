import type { Effect, Input, Recount } from './effects.ts';
import { exceptions, expiredRanges, isAmong, withoutOrdinal, withRange } from './exceptions.ts';
import { expiredThroughOf, type FeedContext, placeOf, touchedIn } from './feed.ts';
import { fire, firstUnpassed, pass } from './panes.ts';
import type { StreamTime, WindowHead } from './state.ts';
import type { SourceTime } from './watermark.ts';

type Rewind = Extract<Input, { kind: 'rewind' }>;
type Refire = Extract<Input, { kind: 'refire' }>;
type Readmit = Extract<Input, { kind: 'readmit' }>;
type SourceContext = FeedContext & { readonly source: SourceTime };

/**
 * Sets a source's watermark back, and its feed's, and begins a new epoch: windows that end after `to` wait again, with all
 * that ever came for them; panes are numbered on. Nothing that was decided is changed.
 */
export function rewind(state: StreamTime, contexts: readonly SourceContext[], input: Rewind): Effect[] {
  const { source, to } = input;
  const ahead = contexts.filter((context) => context.source.watermark !== null && context.source.watermark > to);
  const newest = ahead.at(-1);
  const from = newest?.source.watermark;
  if (!newest || from == null) return [];
  state.epoch += 1;
  const next = state.nextIndex;
  for (const context of ahead) setBack(context, input, next);
  const windows = ahead.reduce((sum, { time }) => sum + time.open.filter(({ panes }) => panes === 0).length, 0);
  const { epoch } = state;
  return [{ kind: 'rewound', source, feed: newest.feed.name, code: 'WATERMARK_REWOUND', from, to, epoch, windows }];
}

function setBack(context: SourceContext, { to, windows, at }: Rewind, next: number): void {
  const { config, state, feed, time, source, range } = context;
  Object.assign(source, { watermark: to, movedAt: at, maxSeen: null, asserted: to });
  if (time.watermark === null || time.watermark <= to) return;
  time.watermark = to;
  time.movedAt = at;
  reopen(context, to, windows, next);
  for (const name of feed.sources) delete state.expired[name];
  if (time.unpassed === null) return;
  const unpassed = Math.max(firstUnpassed(to, config.grid), range.from, range.closed);
  time.unpassed = Math.min(time.unpassed, unpassed);
}

/** Windows past their end stay fired; those that end later wait for the watermark to pass them once more. */
function reopen(context: FeedContext, to: number, windows: readonly Recount[], next: number): void {
  const { config, feed, time, range } = context;
  const isPassed = (start: number) => start + config.grid.size <= to;
  const isOwn = (start: number) => start >= range.from && start >= range.closed && start < range.until;
  for (const head of time.open) {
    if (isPassed(head.start)) continue;
    head.first = (head.first ?? 0) + head.panes;
    head.panes = 0;
    delete head.due;
    delete head.news;
  }
  for (const { feed: name, start, arrivals, rows } of windows) {
    const place = placeOf(time.open, start);
    const isWanted = name === feed.name && isOwn(start) && start + config.grid.size + feed.lateness > to;
    if (!isWanted || time.open[place]?.start === start) continue;
    const past = isPassed(start) ? 1 : 0;
    const head: WindowHead = { start, panes: past, arrivals, rows, first: Math.max(0, next - past) };
    time.open.splice(place, 0, head);
  }
}

/** Fires one more pane, with the arrival in it, of each of its windows that has expired. */
export function readmit(state: StreamTime, contexts: readonly FeedContext[], arrival: Readmit): Effect[] {
  const { source, id, ordinal, rows } = arrival;
  if (!isAmong(state.expired[source] ?? [], ordinal))
    return [{ kind: 'refused', source, id, code: 'ARRIVAL_NOT_EXPIRED' }];
  state.expired = { ...state.expired, [source]: withoutOrdinal(state.expired[source] ?? [], ordinal) };
  const except = expiredRanges(state).reduce(withRange, exceptions(state));
  const index = nextIndex(state);
  const panes = contexts.flatMap((context) => readmitted(context, arrival).map((pane) => ({ ...pane, except, index })));
  return [{ kind: 'readmitted', source, id, code: 'ARRIVAL_READMITTED', windows: panes.length, rows }, ...panes];
}

/** The panes of the windows of one version. */
function readmitted(context: FeedContext, arrival: Readmit) {
  const { config, state, feed, time, range } = context;
  const { first, last } = touchedIn(context, arrival);
  const watermark = time.watermark ?? Number.NEGATIVE_INFINITY;
  const starts: number[] = [];
  for (let start = first; start <= last; start += config.grid.period) {
    if (start >= range.closed && start + config.grid.size <= expiredThroughOf(context)) starts.push(start);
  }
  return starts.map((start) => {
    const others = arrival.windows.find((window) => window.feed === feed.name && window.start === start);
    return {
      kind: 'fire' as const,
      feed: feed.name,
      window: { start, end: start + config.grid.size },
      timing: 'late' as const,
      through: state.through,
      watermark,
      arrivals: (others?.arrivals ?? 0) + 1,
      rows: (others?.rows ?? 0) + arrival.rows,
      news: [arrival.source],
    };
  });
}

/** Fires one more pane of a window that has fired: of an open one by its head, of an expired one by what was counted anew. */
export function refire(
  state: StreamTime,
  contexts: readonly FeedContext[],
  { feed, start, counted }: Refire,
): Effect[] {
  const context = contexts.find(
    ({ feed: { name }, range }) => name === feed && start >= range.from && start >= range.closed && start < range.until,
  );
  if (!context) return [];
  const { config, time } = context;
  const watermark = time.watermark ?? Number.NEGATIVE_INFINITY;
  const head = time.open[placeOf(time.open, start)];
  if (head?.start === start) return head.panes === 0 ? [] : [fire(context, head, 'late', watermark)];
  const end = start + config.grid.size;
  if (!counted || counted.arrivals === 0 || end > expiredThroughOf(context)) return [];
  const except = expiredRanges(state).reduce(withRange, exceptions(state));
  const { through } = state;
  const pane = { feed, window: { start, end }, index: nextIndex(state), timing: 'late' as const };
  return [{ kind: 'fire', ...pane, through, except, watermark, arrivals: counted.arrivals, rows: counted.rows }];
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
