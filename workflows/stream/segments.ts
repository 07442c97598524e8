import type { OrdinalRange, Segment } from '#contracts/snapshot.ts';
import { neededFrom } from '#domain/time/versions.ts';
import { arrivalActivities } from '../policies.ts';
import { bounds, type StreamState } from './state.ts';

/**
 * Keeps the record of keys small: retires segments whose every window has expired in every feed, and merges the smallest when
 * there are many. Panes that are open keep the segments that they were given.
 */
export async function tidySegments(state: StreamState): Promise<void> {
  const horizon = neededFrom(state.policy.config, state.time);
  const held = Math.min(Number.POSITIVE_INFINITY, ...state.panes.map(({ fire }) => fire.window.start));
  retire(state, Math.min(horizon, held));
  if (state.segments.length <= bounds.segments) return;
  const smallest = [...state.segments].sort((a, b) => a.count - b.count).slice(0, bounds.segments / 2 + 1);
  const digests = smallest.map(({ digest }) => digest);
  const merged = await arrivalActivities.mergeSegments({ segments: digests });
  state.segments = [...state.segments.filter(({ digest }) => !digests.includes(digest)), merged];
}

/** Retires the segments that end before an event time, and forgets the oldest where they are too many. */
function retire(state: StreamState, horizon: number): void {
  const isOver = ({ maxTime }: Segment) => maxTime < horizon;
  if (!state.segments.some(isOver)) return;
  const retired = [...state.retired, ...state.segments.filter(isOver)].sort((a, b) => a.maxTime - b.maxTime);
  const forgotten = retired.splice(0, Math.max(0, retired.length - bounds.retired)).at(-1);
  state.segments = state.segments.filter((segment) => !isOver(segment));
  state.retired = retired;
  if (forgotten) state.forgotten = Math.max(state.forgotten ?? forgotten.maxTime, forgotten.maxTime);
  forgetExclusions(state);
}

/** Takes retired segments back that end at or after an event time. */
export function remember(state: StreamState, from: number): void {
  const isWanted = ({ maxTime }: Segment) => maxTime >= from;
  state.segments = [...state.retired.filter(isWanted), ...state.segments];
  state.retired = state.retired.filter((segment) => !isWanted(segment));
}

/** No pane can read what no segment holds. */
function forgetExclusions({ segments, retired, time }: StreamState): void {
  const first = Math.min(...[...segments, ...retired].map(({ firstOrdinal }) => firstOrdinal));
  const isKnown = ([, last]: OrdinalRange) => last >= first;
  time.excluded = time.excluded.filter(isKnown);
  time.expired = Object.fromEntries(
    Object.entries(time.expired).map(([source, ranges]) => [source, ranges.filter(isKnown)]),
  );
}
