import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linearQuantile, placesOf } from '#domain/statistics/quantile.ts';

/** The quantile of values in any order, from no more of them than are asked for. */
function quantile(values: readonly number[], share: number): number {
  const ascending = values.toSorted((a, b) => a - b);
  const wanted = placesOf(values.length, [share]).map((place) => [place, ascending[place] ?? Number.NaN] as const);
  return linearQuantile(values.length, share, new Map(wanted));
}

/** Without a second zero. */
const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const some = fc.array(finite, { minLength: 1, maxLength: 20 });
/** Shares that doubles hold. */
const dyadic = fc.nat(64).map((n) => n / 64);
const most = Number.MAX_VALUE;

describe('a linear quantile', () => {
  test.each([
    [[4, 1, 3, 2], 0.5, 2.5],
    [[1, 2, 3, 4], 0.25, 1.75],
    [[1, 2, 3, 4, 5], 0.75, 4],
    [[0, 10], 0.125, 1.25],
    [[0, 10], 0.875, 8.75],
    [[7], 0.3, 7],
    [[-most, most], 0.5, 0],
    [[-(2 ** 1023), 2 ** 1023], 0.25, -(2 ** 1022)],
    [[0, Number.POSITIVE_INFINITY], 0, 0],
    [[0, Number.POSITIVE_INFINITY], 0.25, Number.POSITIVE_INFINITY],
    [[Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY], 0.5, Number.POSITIVE_INFINITY],
    [[Number.NEGATIVE_INFINITY, 0, 0], 0.75, 0],
  ])('of %j at %d is %d', (values, share, expected) => expect(quantile(values, share)).toBe(expected));

  test('is the least at 0, and the greatest at 1', () => {
    fc.assert(
      fc.property(some, (values) => {
        expect(quantile(values, 0)).toBe(Math.min(...values));
        expect(quantile(values, 1)).toBe(Math.max(...values));
      }),
    );
  });

  test('lies between its neighbours, and never falls as the share grows', () => {
    fc.assert(
      fc.property(some, dyadic, dyadic, (values, one, other) => {
        const [less, more] = one < other ? [one, other] : [other, one];
        expect(quantile(values, less)).toBeLessThanOrEqual(quantile(values, more));
        const ascending = values.toSorted((a, b) => a - b);
        const place = (values.length - 1) * less;
        expect(quantile(values, less)).toBeGreaterThanOrEqual(ascending[Math.floor(place)] ?? Number.NaN);
        expect(quantile(values, less)).toBeLessThanOrEqual(ascending[Math.ceil(place)] ?? Number.NaN);
      }),
    );
  });

  test('is the same from either end', () => {
    fc.assert(
      fc.property(some, dyadic, (values, share) => {
        const mirrored = values.map((value) => -value);
        const [one, other] = [quantile(values, share), -quantile(mirrored, 1 - share)];
        // Half-way between two values either is the nearer: the last digit may differ.
        expect(Math.abs(one - other)).toBeLessThanOrEqual(Math.abs(one) * 2 ** -51 + Number.MIN_VALUE);
      }),
    );
  });

  test('is no number where a value is not known', () => expect(linearQuantile(3, 0.25, new Map())).toBeNaN());
});

describe('the places that quantiles need', () => {
  test('stand in ascending order, each once, none beyond the values', () => {
    expect(placesOf(11, [0.95, 0.5, 0.5, 0.05])).toEqual([0, 1, 5, 6, 9, 10]);
    expect(placesOf(101, [1, 0.1])).toEqual([10, 11, 100]);
    expect(placesOf(1, [0, 0.5, 1])).toEqual([0]);
  });
});
