/** Maps a value to a place on an axis. */
export type Scale = (value: number) => number;

/** A linear scale from one interval to another. For an interval of length 0, every value lies in the middle. */
export function linear([from, to]: readonly [number, number], [low, high]: readonly [number, number]): Scale {
  const length = to - from;
  return (value) => (length === 0 ? (low + high) / 2 : low + ((value - from) / length) * (high - low));
}

/** Round values that divide an interval into at most `most` steps, of 1, 2 or 5 times a power of ten. */
export function ticks([from, to]: readonly [number, number], most = 5): number[] {
  const span = to - from;
  if (!(span > 0) || !Number.isFinite(span)) return [from];
  const power = 10 ** Math.floor(Math.log10(span / most));
  const step = ([1, 2, 5, 10].find((times) => span / (times * power) <= most) ?? 10) * power;
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

const dayMs = 86_400_000;

/** Midnights (UTC) that divide a span of time into at most `most` steps of whole days or weeks. */
export function dayTicks([from, to]: readonly [number, number], most = 8): number[] {
  const days = (to - from) / dayMs;
  const step =
    [1, 2, 7, 14, 28, 56, 91, 182, 365].find((candidate) => days / candidate <= most) ?? Math.ceil(days / most);
  const first = Math.ceil(from / dayMs) * dayMs;
  const found: number[] = [];
  for (let tick = first; tick <= to; tick += step * dayMs) found.push(tick);
  return found;
}

/** Seconds, minutes or hours that divide a stretch of wall time from 0 into at most `most` steps. */
export function durationTicks(length: number, most = 6): number[] {
  const steps = [5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600, 86_400].map(
    (seconds) => seconds * 1_000,
  );
  const step = steps.find((candidate) => length / candidate <= most) ?? length / most;
  if (!(step > 0)) return [0];
  return Array.from({ length: Math.floor(length / step) + 1 }, (_, index) => index * step);
}

/** An interval that holds all values, with a margin on both sides. */
export function extent(values: readonly number[], margin = 0): readonly [number, number] {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return [0, 1];
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const room = (high - low || Math.abs(high) || 1) * margin;
  return [low - room, high + room];
}

/** Coordinates with at most one decimal: pages stay small and equal for equal data. */
export const at = (value: number): string => String(Math.round(value * 10) / 10);

/** A line through points. */
export const path = (points: readonly (readonly [number, number])[]): string =>
  points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${at(x)} ${at(y)}`).join('');
