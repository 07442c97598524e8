import { feedOf, type StreamConfig } from './config.ts';
import type { Effect, Recount } from './effects.ts';
import type { FeedContext, Range } from './feed.ts';
import { firstUnpassed, pass } from './panes.ts';
import { type Clock, type FeedTime, type FormerVersion, type StreamTime, silentSource } from './state.ts';
import { combinedWatermark, type SourceTime, watermarkOf } from './watermark.ts';
import { commonStart } from './windows.ts';

/** What one version of the spec says, how far time has come by it, and which windows it decides. */
export interface Version {
  readonly config: StreamConfig;
  readonly clock: Clock;
  readonly range: Range;
}

/** The versions in use, the oldest first; the last is the newest, whose configuration is given. */
export function versionsOf(config: StreamConfig, state: StreamTime): Version[] {
  const { former, from } = state;
  const oldest = former[0] ? former[0].from : from;
  const rangeOf = (version: number | null, until: number): Range => ({
    version,
    from: version === oldest ? Number.NEGATIVE_INFINITY : (version ?? Number.NEGATIVE_INFINITY),
    until,
    closed: version === oldest ? (oldest ?? Number.NEGATIVE_INFINITY) : Number.NEGATIVE_INFINITY,
  });
  return [
    ...former.map((each) => ({ config: each.config, clock: each, range: rangeOf(each.from, each.until) })),
    { config, clock: state, range: rangeOf(from, Number.POSITIVE_INFINITY) },
  ];
}

/** Forgets the oldest versions, as long as their every window has expired. */
export function forgetExpired(state: StreamTime): void {
  while (state.former[0] && isOver(state.former[0])) state.former.shift();
}

const isOver = ({ config, feeds, until }: FormerVersion): boolean =>
  config.feeds.every(({ name, lateness }) => {
    const { size, period } = config.grid;
    const { watermark = null, open = [] } = feeds[name] ?? {};
    return open.length === 0 && watermark !== null && watermark - lateness >= until - period + size;
  });

/** Event time: what ends before it touches no window that still takes anything, by any version. */
export const neededFrom = (newest: StreamConfig, state: StreamTime): number =>
  Math.min(
    ...versionsOf(newest, state).flatMap(({ config, clock, range }) =>
      config.feeds.map(({ name, lateness }) => {
        const watermark = clock.feeds[name]?.watermark ?? Number.NEGATIVE_INFINITY;
        return Math.max(watermark - lateness - config.grid.size, range.from, range.closed);
      }),
    ),
  );

/** All sources that a version in use declares. */
export const sourcesInUse = (newest: StreamConfig, state: StreamTime): string[] => [
  ...new Set(versionsOf(newest, state).flatMap(({ config }) => Object.keys(config.sources))),
];

/** Versions that may be in use at once besides the newest: more changes wait. */
export const mostFormer = 3;

/**
 * The first window from which another spec may decide: none at or after it has fired, and it begins in both grids; at least
 * `declared`, where a time is. `null`: all windows, for nothing has come yet. Undefined where the grids do not meet.
 */
export function firstChangeable(
  before: StreamConfig,
  after: StreamConfig,
  state: StreamTime,
  declared?: number,
): number | null | undefined {
  const least = Math.max(
    declared ?? Number.NEGATIVE_INFINITY,
    state.from === null ? Number.NEGATIVE_INFINITY : state.from + before.grid.period,
    ...before.feeds.map(({ name }) => firstOpen(before, state.feeds[name])),
  );
  if (Number.isFinite(least)) return commonStart(least, before.grid, after.grid);
  const first = Math.min(...Object.values(state.feeds).flatMap(({ open }) => open.map(({ start }) => start)));
  return Number.isFinite(first) ? commonStart(first, before.grid, after.grid) : null;
}

const firstOpen = ({ grid }: StreamConfig, feed: FeedTime | undefined): number =>
  feed?.watermark == null ? Number.NEGATIVE_INFINITY : firstUnpassed(feed.watermark, grid);

/**
 * Lets another spec decide from the window that begins at `from` on, or all where it is `null`; earlier windows stay with
 * their own. `windows`: those from there on, by the grid and the feeds of the new one, counted anew. Those that its watermark has
 * passed fire at once. From now on, `after` is the configuration to go on with.
 */
export function beginVersion(
  before: StreamConfig,
  after: StreamConfig,
  state: StreamTime,
  { from, windows, at }: { readonly from: number | null; readonly windows: readonly Recount[]; readonly at: number },
): Effect[] {
  const { sources, feeds } = state;
  if (from !== null) {
    for (const feed of Object.values(feeds)) feed.open = feed.open.filter(({ start }) => start < from);
    state.former.push({ config: before, from: state.from, until: from, sources, feeds });
    state.from = from;
  }
  state.sources = Object.fromEntries(
    Object.entries(after.sources).map(([name, policy]) => {
      const known = sources[name];
      return [name, known ? carried(known, before.sources[name], policy) : silentSource(at)];
    }),
  );
  state.feeds = Object.fromEntries(
    after.feeds.map(({ name, sources: own }) => {
      const expecting = own.some(
        (source) => (feeds[feedOf(before, source)?.name ?? ''] ?? { unpassed: null }).unpassed !== null,
      );
      const open = windows
        .filter(({ feed, start }) => feed === name && (from === null || start >= from))
        .map(({ start, arrivals, rows }) => ({
          start,
          panes: 0,
          arrivals,
          rows,
          ...(state.epoch > 0 && { first: state.nextIndex }),
        }));
      return [name, { watermark: null, movedAt: at, open, unpassed: expecting ? from : null }];
    }),
  );
  return catchUp(after, state, at);
}

/** Lets each feed's watermark come to where its sources stand. */
function catchUp(config: StreamConfig, state: StreamTime, at: number): Effect[] {
  const version = versionsOf(config, state).at(-1);
  if (!version) return [];
  return config.feeds.flatMap((feed) => {
    const time = state.feeds[feed.name];
    const known = feed.sources.flatMap((name) => {
      const [policy, source] = [config.sources[name], state.sources[name]];
      return policy && source ? [{ policy, time: source }] : [];
    });
    const watermark = combinedWatermark(null, known);
    if (!time || watermark === null) return [];
    const context: FeedContext = { ...version, state, feed, time };
    return pass(context, watermark, at);
  });
}

type Policy = StreamConfig['sources'][string];

/** What is known of a source, by another policy: where it would stand, had that been in force all the time. */
function carried(known: SourceTime, before: Policy | undefined, after: Policy): SourceTime {
  const asserted = known.asserted ?? (before && 'asserted' in before ? known.watermark : null);
  const seen = known.maxSeen === null ? null : watermarkOf(after, known.maxSeen);
  const said = [asserted, seen].filter((time) => time !== null);
  return { ...known, watermark: said.length === 0 ? null : Math.max(...said), ...(asserted !== null && { asserted }) };
}
