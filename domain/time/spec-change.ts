import { feedOf, type StreamConfig } from './config.ts';
import type { Effect, Recount } from './effects.ts';
import { pass } from './panes.ts';
import { type StreamTime, silentSource, type TimePolicy } from './state.ts';
import { closeVersion, versionsOf } from './versions.ts';
import { combinedWatermark, reached, type SourceTime, watermarkOf } from './watermark.ts';
import { commonStart, firstUnpassed } from './windows.ts';

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
  const { grid } = before;
  const least = Math.max(
    declared ?? Number.NEGATIVE_INFINITY,
    state.from === null ? Number.NEGATIVE_INFINITY : state.from + grid.period,
    ...before.feeds.map(({ name }) => firstUnpassed(reached(state.feeds[name]), grid)),
  );
  if (Number.isFinite(least)) return commonStart(least, grid, after.grid);
  const first = Math.min(...Object.values(state.feeds).flatMap(({ open }) => open.map(({ start }) => start)));
  return Number.isFinite(first) ? commonStart(first, grid, after.grid) : null;
}

/**
 * Lets another spec decide from the window that begins at `from` on, or all where it is `null`; earlier windows stay with
 * their own. `windows`: those from there on, by the grid and the feeds of the new one, counted anew. Those that its watermark has
 * passed fire at once. From now on, `after` is the configuration to go on with.
 */
export function beginVersion<Policy extends TimePolicy>(
  policy: Policy,
  after: StreamConfig,
  state: StreamTime<Policy>,
  { from, windows, at }: { readonly from: number | null; readonly windows: readonly Recount[]; readonly at: number },
): Effect[] {
  const { sources, feeds } = state;
  const before = policy.config;
  if (from !== null) {
    for (const feed of Object.values(feeds)) feed.open = feed.open.filter(({ start }) => start < from);
    closeVersion(state, policy, from);
  }
  state.sources = Object.fromEntries(
    Object.entries(after.sources).map(([name, source]) => {
      const known = sources[name];
      return [name, known ? carried(known, before.sources[name], source) : silentSource(at)];
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
          ...(state.epoch > 0 && { first: state.nextPane }),
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
    return time && watermark !== null ? pass({ ...version, state, feed, time }, watermark, at) : [];
  });
}

type SourcePolicy = StreamConfig['sources'][string];

/** What is known of a source, by another policy: where it would stand, had that been in force all the time. */
function carried(known: SourceTime, before: SourcePolicy | undefined, after: SourcePolicy): SourceTime {
  const asserted = known.asserted ?? (before && 'asserted' in before ? known.watermark : null);
  const seen = known.maxSeen === null ? null : watermarkOf(after, known.maxSeen);
  const said = [asserted, seen].filter((time) => time !== null);
  return { ...known, watermark: said.length === 0 ? null : Math.max(...said), ...(asserted !== null && { asserted }) };
}
