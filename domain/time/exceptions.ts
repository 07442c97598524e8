import type { OrdinalRange } from '#contracts/snapshot.ts';
import type { StreamTime } from './state.ts';

/** Ordinals in a row are one range, so this many is far beyond what a sane source can reach. */
export const mostRanges = 1_000;

const none: readonly OrdinalRange[] = [];

/** The ranges with one more, joined where they touch. */
export function withRange(ranges: readonly OrdinalRange[], [first, last]: OrdinalRange): OrdinalRange[] {
  const before = ranges.filter(([, to]) => to < first - 1);
  const after = ranges.filter(([from]) => from > last + 1);
  const near = ranges.slice(before.length, ranges.length - after.length);
  const from = Math.min(first, near.at(0)?.[0] ?? first);
  const to = Math.max(last, near.at(-1)?.[1] ?? last);
  return [...before, [from, to], ...after];
}

export const withOrdinal = (ranges: readonly OrdinalRange[], ordinal: number): OrdinalRange[] =>
  withRange(ranges, [ordinal, ordinal]);

/** The ranges without one ordinal. */
export const withoutOrdinal = (ranges: readonly OrdinalRange[], ordinal: number): OrdinalRange[] =>
  ranges.flatMap(([from, to]): OrdinalRange[] => {
    if (ordinal < from || ordinal > to) return [[from, to]];
    const left: OrdinalRange = [from, ordinal - 1];
    const right: OrdinalRange = [ordinal + 1, to];
    return [left, right].filter(([a, b]) => a <= b);
  });

/** Remembers that every window of an arrival had expired; above {@link mostRanges} in all, the oldest is forgotten. */
export function rememberExpired(state: StreamTime, source: string, ordinal: number): void {
  state.expired = { ...state.expired, [source]: withOrdinal(state.expired[source] ?? [], ordinal) };
  const all = Object.entries(state.expired);
  if (all.reduce((sum, [, ranges]) => sum + ranges.length, 0) <= mostRanges) return;
  const first = (ranges: readonly OrdinalRange[]) => ranges[0]?.[0] ?? Number.POSITIVE_INFINITY;
  const [oldest] = all.reduce((a, b) => (first(b[1]) < first(a[1]) ? b : a));
  state.expired = { ...state.expired, [oldest]: (state.expired[oldest] ?? []).slice(1) };
}

/** Arrivals of all sources whose every window had expired. */
export const expiredRanges = ({ expired }: Pick<StreamTime, 'expired'>): OrdinalRange[] =>
  Object.values(expired).flat().reduce<OrdinalRange[]>(withRange, []);

export const isAmong = (ranges: readonly OrdinalRange[], ordinal: number): boolean =>
  ranges.some(([from, to]) => from <= ordinal && ordinal <= to);

/**
 * Keeps an arrival out of every pane to come.
 *
 * Above {@link mostRanges} ranges the oldest is forgotten, to bound the state: what was refused so long ago comes into
 * a pane only if the watermark ever reaches the windows that it named. A correction is refused before it comes to that.
 */
export function exclude(state: StreamTime, ordinal: number): void {
  state.excluded = withOrdinal(state.excluded, ordinal).slice(-mostRanges);
}

/** The ordinals that a pane fired now must not read: excluded ones, and those that wait for a person or for others. */
export function exceptions(state: StreamTime): readonly OrdinalRange[] {
  const waiting = [
    ...state.held.filter((held) => held.kind === 'arrival'),
    ...state.waiting.map(({ arrival }) => arrival),
  ];
  if (waiting.length === 0) return state.excluded.length === 0 ? none : [...state.excluded];
  return waiting.reduce<readonly OrdinalRange[]>((ranges, { ordinal }) => withOrdinal(ranges, ordinal), state.excluded);
}
