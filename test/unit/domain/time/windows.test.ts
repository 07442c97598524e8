import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  floorMod,
  lastStart,
  slotsOf,
  touchedBy,
  type WindowGrid,
  windowsByVersion,
  windowsOf,
} from '#domain/time/windows.ts';

const grid = (size: number, period = size, offset = 0): WindowGrid => ({ size, period, offset });
const at = (time: number, to = time) => ({ minTime: time, maxTime: to });
const pairs = (span: { minTime: number; maxTime: number }, g: WindowGrid) =>
  [...windowsOf(span, g)].map((w) => [w.start, w.end]);

describe('the start of the window of an instant', () => {
  // Apache Flink, TimeWindowTest.testGetWindowStartWithOffset, with the negative times of FLINK-26334: time, offset, size,
  // start. https://github.com/apache/flink/pull/18982
  test.each([
    [-8, 0, 7, -14],
    [-7, 0, 7, -7],
    [-6, 0, 7, -7],
    [-1, 0, 7, -7],
    [1, 0, 7, 0],
    [6, 0, 7, 0],
    [7, 0, 7, 7],
    [8, 0, 7, 7],
    [-10, 3, 7, -11],
    [-9, 3, 7, -11],
    [-3, 3, 7, -4],
    [-2, 3, 7, -4],
    [-1, 3, 7, -4],
    [1, 3, 7, -4],
    [2, 3, 7, -4],
    [3, 3, 7, 3],
    [9, 3, 7, 3],
    [10, 3, 7, 10],
    [-12, -2, 7, -16],
    [-7, -2, 7, -9],
    [-4, -2, 7, -9],
    [-3, -2, 7, -9],
    [2, -2, 7, -2],
    [-1, -2, 7, -2],
    [1, -2, 7, -2],
    [-2, -2, 7, -2],
    [3, -2, 7, -2],
    [4, -2, 7, -2],
    [7, -2, 7, 5],
    [12, -2, 7, 12],
    [1_470_902_048_450, -8 * 3_600_000, 86_400_000, 1_470_844_800_000],
  ])('%d with offset %d and size %d is %d', (time, offset, size, start) => {
    expect(lastStart(time, grid(size, size, offset))).toBe(start);
  });

  test.each([
    [-1, 7, 6],
    [-7, 7, 0],
    [-8, 7, 6],
    [8, 7, 1],
  ])('floorMod of %d and %d is %d, never negative', (value, modulus, expected) => {
    expect(floorMod(value, modulus)).toBe(expected);
  });
});

describe('the windows of an instant', () => {
  // Apache Beam, window_test.py, test_fixed_windows: offset, time, window.
  test.each([
    [2, 7, [7, 12]],
    [2, 11, [7, 12]],
    [2, 12, [12, 17]],
    [0, 5, [5, 10]],
    [0, 9, [5, 10]],
    [0, 10, [10, 15]],
  ])('fixed windows of 5 at offset %d: %d is in %j', (offset, time, window) => {
    expect(pairs(at(time), grid(5, 5, offset))).toEqual([window]);
  });

  // Apache Beam, window_test.py, test_sliding_windows_assignment.
  test.each([7, 8, 11])('sliding windows of 15 every 5 at offset 2: %d is in three', (time) => {
    expect(pairs(at(time), grid(15, 5, 2))).toEqual([
      [-3, 12],
      [2, 17],
      [7, 22],
    ]);
  });

  // Apache Flink, SlidingEventTimeWindowsTest, testWindowAssignment, …WithOffset, …WithNegativeOffset, testTimeUnits:
  // offset, time, first start; five windows of 5000 every 1000.
  test.each([
    [0, 0, -4000],
    [0, 4999, 0],
    [0, 5000, 1000],
    [100, 100, -3900],
    [100, 5099, 100],
    [100, 5100, 1100],
    [-100, 0, -4100],
    [-100, 4899, -100],
    [-100, 4900, 900],
    [500, 100, -4500],
    [500, 5499, 500],
    [500, 5100, 500],
  ])('windows of 5000 every 1000 at offset %d: %d is in five from %d', (offset, time, first) => {
    const expected = [0, 1000, 2000, 3000, 4000].map((step) => [first + step, first + step + 5000]);
    expect(pairs(at(time), grid(5000, 1000, offset))).toEqual(expected);
  });
});

describe('the windows of a span', () => {
  test('are all that it touches, both ends inclusive', () => {
    expect(pairs(at(9, 20), grid(10))).toEqual([
      [0, 10],
      [10, 20],
      [20, 30],
    ]);
    expect(pairs(at(-11, -1), grid(10))).toEqual([
      [-20, -10],
      [-10, 0],
    ]);
  });

  test('are none between the windows of a grid with gaps', () => {
    expect(touchedBy(at(5, 9), grid(5, 10)).count).toBe(0);
    expect(pairs(at(4, 10), grid(5, 10))).toEqual([
      [0, 5],
      [10, 15],
    ]);
  });

  test('are counted without being made', () => {
    expect(touchedBy(at(0, 1e12), grid(1)).count).toBe(1e12 + 1);
  });

  test('are exactly those of the whole grid that it intersects', () => {
    const cases = fc.record({
      size: fc.integer({ min: 1, max: 20 }),
      period: fc.integer({ min: 1, max: 25 }),
      offset: fc.integer({ min: -24, max: 24 }),
      minTime: fc.integer({ min: -60, max: 60 }),
      length: fc.integer({ min: 0, max: 40 }),
    });
    fc.assert(
      fc.property(cases, ({ size, period, offset: anyOffset, minTime, length }) => {
        const offset = anyOffset % period;
        const span = at(minTime, minTime + length);
        const expected: number[][] = [];
        for (let n = -200; n <= 200; n += 1) {
          const start = offset + n * period;
          if (start <= span.maxTime && start + size > span.minTime) expected.push([start, start + size]);
        }
        expect(pairs(span, grid(size, period, offset))).toEqual(expected);
        expect(touchedBy(span, grid(size, period, offset)).count).toBe(expected.length);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a grid that changed', () => {
  const cases = fc.record({
    a: fc.record({ size: fc.integer({ min: 1, max: 20 }), period: fc.integer({ min: 1, max: 20 }) }),
    b: fc.record({ size: fc.integer({ min: 1, max: 20 }), period: fc.integer({ min: 1, max: 20 }) }),
    offsets: fc.tuple(fc.nat(19), fc.nat(19)),
    from: fc.integer({ min: -40, max: 40 }),
    time: fc.integer({ min: -60, max: 60 }),
  });

  test('gives each instant the windows that began under the one or the other', () => {
    fc.assert(
      fc.property(cases, ({ a, b, offsets, from, time }) => {
        const [before, after] = [grid(a.size, a.period, offsets[0]), grid(b.size, b.period, offsets[1])];
        const grids = [
          { from: null, grid: before },
          { from, grid: after },
        ];
        const expected = [
          ...[...windowsOf(at(time), before)].filter(({ start }) => start < from),
          ...[...windowsOf(at(time), after)].filter(({ start }) => start >= from),
        ];
        expect([...windowsByVersion(at(time), grids)]).toEqual(expected);
      }),
    );
  });

  test('has slots whose every instant is in the same windows of both', () => {
    fc.assert(
      fc.property(cases, ({ a, b, offsets, time }) => {
        const grids = [grid(a.size, a.period, offsets[0]), grid(b.size, b.period, offsets[1])];
        const { width, offset } = slotsOf(grids);
        const first = time - floorMod(time - offset, width);
        for (const each of grids) expect(pairs(at(time), each)).toEqual(pairs(at(first), each));
      }),
    );
  });

  test('gives nothing where a source was not declared', () => {
    const grids = [
      { from: null, grid: null },
      { from: 10, grid: grid(5) },
    ];
    expect([...windowsByVersion(at(0, 22), grids)]).toEqual([
      { start: 10, end: 15 },
      { start: 15, end: 20 },
      { start: 20, end: 25 },
    ]);
  });
});
