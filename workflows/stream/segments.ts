import { arrivalActivities } from '../policies.ts';
import { bounds, type StreamState } from './state.ts';

/**
 * Keeps the record of keys small: forgets segments whose every window has expired in every feed, and merges the smallest when
 * there are many. Panes that are open keep the segments that they were given.
 */
export async function tidySegments(state: StreamState): Promise<void> {
  const { config } = state.policy;
  const horizons = config.feeds.map(({ name, lateness }) => {
    const watermark = state.time.feeds[name]?.watermark ?? null;
    return watermark === null ? Number.NEGATIVE_INFINITY : watermark - lateness - config.grid.size;
  });
  const horizon = Math.min(...horizons);
  const held = Math.min(Number.POSITIVE_INFINITY, ...state.panes.map(({ fire }) => fire.window.start));
  state.segments = state.segments.filter(({ maxTime }) => maxTime >= Math.min(horizon, held));
  if (state.segments.length <= bounds.segments) return;
  const smallest = [...state.segments].sort((a, b) => a.count - b.count).slice(0, bounds.segments / 2 + 1);
  const digests = smallest.map(({ digest }) => digest);
  const merged = await arrivalActivities.mergeSegments({ segments: digests });
  state.segments = [...state.segments.filter(({ digest }) => !digests.includes(digest)), merged];
}
