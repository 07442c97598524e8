import type { OrdinalRange } from '#contracts/snapshot.ts';
import type { StreamTime } from './state.ts';

/** Refused arrivals in a row are one range, so this many is far beyond what a sane source can reach. */
const mostRanges = 1_000;

const none: readonly OrdinalRange[] = [];

/** The ranges with one more ordinal in them, joined where they touch. */
export function withOrdinal(ranges: readonly OrdinalRange[], ordinal: number): OrdinalRange[] {
  const before = ranges.filter(([, to]) => to < ordinal - 1);
  const after = ranges.filter(([from]) => from > ordinal + 1);
  const near = ranges.slice(before.length, ranges.length - after.length);
  const from = Math.min(ordinal, near.at(0)?.[0] ?? ordinal);
  const to = Math.max(ordinal, near.at(-1)?.[1] ?? ordinal);
  return [...before, [from, to], ...after];
}

/**
 * Keeps a refused arrival out of every pane to come.
 *
 * Above {@link mostRanges} ranges the oldest is forgotten, to bound the state: what was refused so long ago comes into
 * a pane only if the watermark ever reaches the windows that it named.
 */
export function exclude(state: StreamTime, ordinal: number): void {
  state.refused = withOrdinal(state.refused, ordinal).slice(-mostRanges);
}

/** The ordinals that a pane fired now must not read: refused ones, and those that wait for a person. */
export function exceptions(state: StreamTime): readonly OrdinalRange[] {
  if (state.held.length === 0) return state.refused.length === 0 ? none : [...state.refused];
  return state.held.reduce<readonly OrdinalRange[]>(
    (ranges, held) => (held.kind === 'arrival' ? withOrdinal(ranges, held.ordinal) : ranges),
    state.refused,
  );
}
