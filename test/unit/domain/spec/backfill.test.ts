import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backfillRefused, fillOf, isWithin } from '#domain/spec/backfill.ts';
import { windowsOf } from '#domain/time/windows.ts';

const anyGrid = fc
  .record({ size: fc.integer({ min: 1, max: 50 }), parts: fc.integer({ min: 1, max: 5 }), offset: fc.integer() })
  .map(({ size, parts, offset }) => {
    const period = Math.max(1, Math.floor(size / parts));
    return { size, period, offset: offset % period };
  });

test('a range from the start of a window to the end of one is taken, and what lies within is in no window across its first edge of a tumbling grid', () => {
  fc.assert(
    fc.property(anyGrid, fc.integer({ min: -50, max: 50 }), fc.nat(20), (grid, first, windows) => {
      const from = first * grid.period + grid.offset;
      const to = from + windows * grid.period + grid.size;
      expect(backfillRefused({ partition: 'all', from, to }, ['all'], grid)).toBeUndefined();
      if (grid.period !== grid.size) return;
      const touched = [...windowsOf({ minTime: from, maxTime: to - 1 }, grid)];
      expect(touched.at(0)?.start).toBe(from);
      expect(touched.at(-1)?.end).toBe(to);
    }),
  );
});

test.each([
  ['an edge inside a window', { partition: 'all', from: 5, to: 30 }, 'BACKFILL_OUT_OF_RANGE'],
  ['an end inside a window', { partition: 'all', from: 0, to: 25 }, 'BACKFILL_OUT_OF_RANGE'],
  ['no whole window', { partition: 'all', from: 10, to: 10 }, 'BACKFILL_OUT_OF_RANGE'],
  ['another partition', { partition: 'EWR', from: 0, to: 10 }, 'PARTITION_UNKNOWN'],
] as const)('%s is refused with a code', (_, range, code) => {
  expect(backfillRefused(range, ['all'], { size: 10, offset: 0 })?.code).toBe(code);
});

test('an arrival is within a range when all of its times are', () => {
  const range = { from: 0, to: 10 };
  expect(isWithin(range, { minTime: 0, maxTime: 9 })).toBe(true);
  expect(isWithin(range, { minTime: -1, maxTime: 9 })).toBe(false);
  expect(isWithin(range, { minTime: 0, maxTime: 10 })).toBe(false);
});

test('a window that nobody published is filled; one that is published is left, unless the spec lets it be superseded', () => {
  const window = fc.nat(5).map((start) => ({ start, end: start + 10 }));
  const cases = fc.record({
    published: fc.array(fc.record({ window })),
    window,
    declared: fc.constantFrom('fill' as const, 'supersede' as const, undefined),
  });
  fc.assert(
    fc.property(cases, ({ published, window: own, declared }) => {
      const known = published.filter(({ window: { start } }) => start === own.start).length > 0;
      const expected = { true: declared === 'supersede' ? 'superseding' : 'left', false: 'filling' };
      expect(fillOf(published, own, declared)).toBe(expected[`${known}`]);
    }),
  );
});
