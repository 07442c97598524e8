import type { Window } from '#contracts/window.ts';
import { type Span, windowAt } from './window.ts';

/** The grid of windows: one of `size` starts at `offset` and at every `period` before and after it. Milliseconds. */
export interface WindowGrid {
  readonly size: number;
  readonly period: number;
  readonly offset: number;
}

/** The remainder that is never negative: event times before 1970 are legal. */
export const floorMod = (value: number, modulus: number): number => ((value % modulus) + modulus) % modulus;

/** The largest start of the grid that is not after `time`. */
export const lastStart = (time: number, grid: WindowGrid): number => time - floorMod(time - grid.offset, grid.period);

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b));

/** Grids that meet more rarely than after this many windows count as never meeting. */
const mostApart = 10_000;

/** The first start of both grids that is not before `time`; undefined where they do not meet. */
export function commonStart(time: number, a: WindowGrid, b: WindowGrid): number | undefined {
  const steps = b.period / greatestCommonDivisor(a.period, b.period);
  if (steps > mostApart) return undefined;
  const first = lastStart(time - 1, a) + a.period;
  for (let step = 0; step < steps; step += 1) {
    const start = first + step * a.period;
    if (floorMod(start - b.offset, b.period) === 0) return start;
  }
  return undefined;
}

/** The start of the first window of a grid that a watermark has not passed. */
export const firstUnpassed = (watermark: number, grid: WindowGrid): number =>
  Number.isFinite(watermark) ? lastStart(watermark - grid.size, grid) + grid.period : watermark;

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

/** The grid of the windows that begin at or after `from`; none where a source is not declared. */
export interface GridFrom {
  /** `null`: from the first on. */
  readonly from: number | null;
  readonly grid: WindowGrid | null;
}

/** The windows that a span touches, where the grid changed: each in the one that was in force at its start. Grids in order of time. */
export function* windowsByVersion(span: Span, grids: readonly GridFrom[]): Generator<Window> {
  for (const [i, { from, grid }] of grids.entries()) {
    const until = grids[i + 1]?.from ?? Number.POSITIVE_INFINITY;
    if (!grid) continue;
    for (const window of windowsOf(span, grid))
      if ((from === null || window.start >= from) && window.start < until) yield window;
  }
}

/** A width and an offset whose slots lie wholly inside or outside of any window of the grids. */
export function slotsOf(grids: readonly WindowGrid[]): { readonly width: number; readonly offset: number } {
  const [first] = grids;
  if (!first) return { width: 1, offset: 0 };
  const steps = grids.flatMap(({ size, period, offset }) => [size, period, Math.abs(offset - first.offset)]);
  const width = steps.reduce(greatestCommonDivisor);
  return { width, offset: floorMod(first.offset, width) };
}

/** The windows that a span touches, by start. Count them by `touchedBy` first: there may be millions. */
export function* windowsOf(span: Span, grid: WindowGrid): Generator<Window> {
  const { first, last } = touchedBy(span, grid);
  for (let start = first; start <= last; start += grid.period) yield windowAt(start, grid);
}
