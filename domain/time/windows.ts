import type { Window } from '#contracts/window.ts';

/** The grid of windows: one of `size` starts at `offset` and at every `period` before and after it. Milliseconds. */
export interface WindowGrid {
  readonly size: number;
  readonly period: number;
  readonly offset: number;
}

/** A span of event time, both ends inclusive. */
export interface Span {
  readonly minTime: number;
  readonly maxTime: number;
}

/** The remainder that is never negative: event times before 1970 are legal. */
export const floorMod = (value: number, modulus: number): number => ((value % modulus) + modulus) % modulus;

/** The largest start of the grid that is not after `time`. */
export const lastStart = (time: number, grid: WindowGrid): number => time - floorMod(time - grid.offset, grid.period);

/** The starts of the windows that a span touches: `first`, one `period` after the other, up to `last`. */
export interface Touched {
  readonly first: number;
  readonly last: number;
  /** 0 where the span lies between two windows of a grid whose period is longer than its size. */
  readonly count: number;
}

/** Which windows a span touches, without making them: a span may be long, and the answer is always three numbers. */
export function touchedBy(span: Span, grid: WindowGrid): Touched {
  const first = lastStart(span.minTime - grid.size, grid) + grid.period;
  const last = lastStart(span.maxTime, grid);
  return { first, last, count: Math.max(0, (last - first) / grid.period + 1) };
}

/** The windows that a span touches, by start. Count them by `touchedBy` first: there may be millions. */
export function* windowsOf(span: Span, grid: WindowGrid): Generator<Window> {
  const { first, last } = touchedBy(span, grid);
  for (let start = first; start <= last; start += grid.period) yield { start, end: start + grid.size };
}
