import fc from 'fast-check';
import { expect, test } from 'vitest';
import { differenceOf } from '#domain/time/difference.ts';
import type { Outcome } from '#domain/time/dry-run.ts';
import { beginDryRun } from '#domain/time/dry-run.ts';
import { anyConfig, anySchedule, lineOf, sayable } from '#test/support/data/schedules.ts';

const pane = (index: number, arrivals: readonly string[]): Outcome => ({
  pane: { start: 0, end: 10, index, timing: index === 0 ? 'on-time' : 'late', arrivals },
});

test('a pane that differs stands before and after, side by side; what is the same is only counted', () => {
  const before: Outcome[] = [pane(0, ['1']), pane(1, ['1', '2']), { expired: { id: '3' } }];
  const after: Outcome[] = [pane(0, ['1']), { held: { id: '9', code: 'WATERMARK_JUMP' } }, pane(1, ['1', '2', '3'])];
  expect(differenceOf(before, after)).toEqual({
    lines: [
      { only: 'before', ...pane(1, ['1', '2']) },
      { only: 'after', ...pane(1, ['1', '2', '3']) },
      { only: 'before', expired: { id: '3' } },
      { only: 'after', held: { id: '9', code: 'WATERMARK_JUMP' } },
    ],
    same: { pane: 1 },
    before: { pane: 1, expired: 1 },
    after: { pane: 1, held: 1 },
  });
});

test('whatever two specs decide: before without what is only there, and with what is only after, is after', () => {
  fc.assert(
    fc.property(anyConfig, anyConfig, anySchedule, (one, other, inputs) => {
      const lines = sayable(inputs).map(lineOf);
      const [before, after] = [one, other].map((config) => {
        const run = beginDryRun(config);
        return lines.flatMap((line) => run.play(line));
      }) as [Outcome[], Outcome[]];
      const { lines: sides, same } = differenceOf(before, after);
      const texts = (only: 'before' | 'after') =>
        sides.flatMap(({ only: side, ...outcome }) => (side === only ? [JSON.stringify(outcome)] : []));
      const left = before.map((outcome) => JSON.stringify(outcome));
      for (const text of texts('before')) left.splice(left.indexOf(text), 1);
      expect([...left, ...texts('after')].sort()).toEqual(after.map((outcome) => JSON.stringify(outcome)).sort());
      expect(Object.values(same).reduce((sum, count) => sum + count, 0)).toBe(left.length);
      expect(differenceOf(before, before).lines).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
