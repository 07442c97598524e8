import type { Effect, Input, Recount } from './effects.ts';
import { exceptions, expiredRanges, isAmong, withoutOrdinal, withRange } from './exceptions.ts';
import { type FeedContext, feedWith, hasExpired, hasPassed, openHead, placeOf, touchedIn } from './feed.ts';
import { expiresAt } from './lateness.ts';
import { fire, pass } from './panes.ts';
import type { StreamTime, WindowHead } from './state.ts';
import { decides } from './versions.ts';
import { reached, type SourceTime } from './watermark.ts';
import { windowAt } from './window.ts';
import { firstUnpassed } from './windows.ts';

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
  const next = state.nextPane;
  for (const context of ahead) setBack(context, input, next);
  const windows = ahead.reduce((sum, { time }) => sum + time.open.filter(({ panes }) => panes === 0).length, 0);
  const { epoch } = state;
  return [{ kind: 'rewound', source, feed: newest.feed.name, code: 'WATERMARK_REWOUND', from, to, epoch, windows }];
}

function setBack(context: SourceContext, { to, windows, at }: Rewind, next: number): void {
  const { config, state, feed, time, source, from, closed } = context;
  Object.assign(source, { watermark: to, movedAt: at, maxSeen: null, asserted: to });
  if (time.watermark === null || time.watermark <= to) return;
  time.watermark = to;
  time.movedAt = at;
  reopen(context, windows, next);
  for (const name of feed.sources) delete state.expired[name];
  if (time.unpassed === null) return;
  const unpassed = Math.max(firstUnpassed(to, config.grid), from, closed);
  time.unpassed = Math.min(time.unpassed, unpassed);
}

/** Windows past their end stay fired; those that end later wait for the watermark to pass them once more. */
function reopen(context: FeedContext, windows: readonly Recount[], next: number): void {
  const { feed, time } = context;
  for (const head of time.open) {
    if (hasPassed(context, head.start)) continue;
    head.first = (head.first ?? 0) + head.panes;
    head.panes = 0;
    delete head.due;
    delete head.lateSources;
  }
  for (const { feed: name, start, arrivals, rows } of windows) {
    const isOpen = decides(context, start) && !hasExpired(context, start);
    if (name !== feed.name || !isOpen || openHead(context, start)) continue;
    const past = hasPassed(context, start) ? 1 : 0;
    const head: WindowHead = { start, panes: past, arrivals, rows, first: Math.max(0, next - past) };
    time.open.splice(placeOf(time.open, start), 0, head);
  }
}

/** Fires one more pane, with the arrival in it, of each of its windows that has expired. */
export function readmit(state: StreamTime, contexts: readonly FeedContext[], arrival: Readmit): Effect[] {
  const { source, id, ordinal, rows } = arrival;
  if (!isAmong(state.expired[source] ?? [], ordinal))
    return [{ kind: 'refused', source, id, code: 'ARRIVAL_NOT_EXPIRED' }];
  state.expired = { ...state.expired, [source]: withoutOrdinal(state.expired[source] ?? [], ordinal) };
  const except = expiredRanges(state).reduce(withRange, exceptions(state));
  const pane = takeNextPane(state);
  const panes = contexts.flatMap((context) => readmitted(context, arrival).map((fire) => ({ ...fire, except, pane })));
  return [{ kind: 'readmitted', source, id, code: 'ARRIVAL_READMITTED', windows: panes.length, rows }, ...panes];
}

/** The panes of the windows of one version. */
function readmitted(context: FeedContext, arrival: Readmit) {
  const { config, state, feed, time, closed } = context;
  const { first, last } = touchedIn(context, arrival);
  const starts: number[] = [];
  for (let start = first; start <= last; start += config.grid.period) {
    if (start >= closed && hasExpired(context, start)) starts.push(start);
  }
  return starts.map((start) => {
    const others = arrival.windows.find((window) => window.feed === feed.name && window.start === start);
    return {
      kind: 'fire' as const,
      feed: feed.name,
      window: windowAt(start, config.grid),
      timing: 'late' as const,
      through: state.through,
      watermark: reached(time),
      arrivals: (others?.arrivals ?? 0) + 1,
      rows: (others?.rows ?? 0) + arrival.rows,
      lateSources: [arrival.source],
    };
  });
}

/** Fires one more pane of a window that has fired: of an open one by its head, of an expired one by what was counted anew. */
export function refire(
  state: StreamTime,
  contexts: readonly FeedContext[],
  { feed, start, counted }: Refire,
): Effect[] {
  const context = feedWith(contexts, feed, start);
  if (!context) return [];
  const head = openHead(context, start);
  if (head) return head.panes === 0 ? [] : [fire(context, head, 'late')];
  if (!counted || counted.arrivals === 0 || !hasExpired(context, start)) return [];
  const except = expiredRanges(state).reduce(withRange, exceptions(state));
  const watermark = reached(context.time);
  const { through } = state;
  const window = windowAt(start, context.config.grid);
  const pane = takeNextPane(state);
  return [
    {
      kind: 'fire',
      feed,
      window,
      pane,
      timing: 'late',
      through,
      except,
      watermark,
      arrivals: counted.arrivals,
      rows: counted.rows,
    },
  ];
}

function takeNextPane(state: StreamTime): number {
  const pane = state.nextPane;
  state.nextPane += 1;
  return pane;
}

/** Lets the watermark pass all that is open, and its lateness. */
export function close(context: FeedContext, at: number): Effect[] {
  const { config, feed, time } = context;
  const last = time.open.at(-1);
  if (!last) return [];
  return pass(context, Math.max(reached(time), expiresAt(windowAt(last.start, config.grid), feed)), at);
}
