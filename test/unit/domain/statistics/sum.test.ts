import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sumOf, varianceOf } from '#domain/statistics/sum.ts';

test('a sum keeps what a plain one loses', () => {
  expect(sumOf([1, 1e100, 1, -1e100])).toBe(2);
  expect(sumOf(new Array(10).fill(0.1))).toBe(1);
  expect(sumOf([])).toBe(0);
});

test('a sum of integers is exact', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), (list) => sumOf(list) === Number(list.reduce((sum, i) => sum + BigInt(i), 0n))),
  );
});

test('a variance far from zero does not cancel', () => {
  expect(varianceOf([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16])).toBe(30);
  expect(varianceOf([0.1, 0.1, 0.1])).toBeLessThan(1e-30);
  expect(varianceOf([1])).toBeNaN();
});
