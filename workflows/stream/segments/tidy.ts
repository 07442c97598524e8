// Keeps the record of arrivals small.

import { mergeable, replaceMerged, retire } from '#domain/time/record.ts';
import { neededFrom } from '#domain/time/versions.ts';
import { arrivalActivities } from '../../run/policies.ts';
import type { StreamState } from '../state.ts';

/**
 * Keeps the record of keys small: retires segments whose every window has expired in every feed, and merges the smallest when
 * there are many. Panes that are open keep the segments that they were given.
 */
export async function tidySegments(state: StreamState): Promise<void> {
  const horizon = neededFrom(state.policy.config, state.time);
  const held = Math.min(Number.POSITIVE_INFINITY, ...state.panes.map(({ fire }) => fire.window.start));
  const before = Math.min(horizon, held);
  retire(state, before);
  const smallest = mergeable(state);
  if (smallest.length === 0) return;
  const segments = smallest.map(({ digest }) => digest);
  const merged = await arrivalActivities.mergeSegments({ segments, ...(Number.isFinite(before) && { before }) });
  replaceMerged(state, smallest, merged);
}
