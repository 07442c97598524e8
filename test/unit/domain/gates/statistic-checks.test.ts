import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Measurement } from '#contracts/measure.ts';
import { declared } from '#domain/gates/checks/bound.ts';
import { findingOf, gateOf } from '#test/support/data/gate-samples.ts';

const total = (values: number, numerator: bigint, denominator = 1n): Measurement[] => [
  { total: { values: String(values), numerator: String(numerator), denominator: String(denominator) } },
];

describe.each(['sum', 'mean'] as const)('%s', (name) => {
  const check = (bounds: object) => ({ [name]: { column: 'distance', ...bounds } });
  test('lies within its bounds, which belong to them', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1000, max: 1000 }),
        fc.integer({ min: -1000, max: 1000 }),
        fc.nat(500),
        (value, min, width) => {
          const max = min + width;
          const { verdict, code } = findingOf(
            check({ min, max }),
            total(4, BigInt(value) * (name === 'mean' ? 4n : 1n)),
          );
          expect([verdict, code]).toEqual(
            value >= min && value <= max ? ['pass', 'CHECK_PASSED'] : ['fail', 'STATISTIC_OUT_OF_BOUNDS'],
          );
        },
      ),
    );
  });
  test('cannot tell of no values', () =>
    expect(findingOf(check({ min: 0 }), total(0, 0n))).toMatchObject({
      verdict: 'inconclusive',
      code: 'SAMPLE_TOO_SMALL',
    }));
  test('is an error where the values are not finite, or the answer is no fraction', () => {
    expect(findingOf(check({ min: 0 }), [{ error: 'VALUES_NOT_FINITE' }])).toMatchObject({
      verdict: 'error',
      code: 'VALUES_NOT_FINITE',
      column: 'distance',
    });
    expect(findingOf(check({ min: 0 }), total(1, 1n, 0n))).toMatchObject({ verdict: 'error', code: 'CHECK_ERROR' });
  });
});

test('a tenth summed ten times as decimals is one, and a sum beyond doubles is written as text', () => {
  expect(findingOf({ sum: { column: 'x', min: 1, max: 1 } }, total(10, 10n, 10n))).toMatchObject({
    verdict: 'pass',
    observed: { sum: 1 },
  });
  expect(findingOf({ mean: { column: 'x', min: 0.1, max: 0.1 } }, total(10, 10n, 10n))).toMatchObject({
    verdict: 'pass',
    observed: { mean: 0.1 },
  });
  expect(findingOf({ sum: { column: 'x', max: 1 } }, total(2, 10n ** 400n))).toMatchObject({
    verdict: 'fail',
    observed: { sum: 'Infinity' },
  });
});

describe('quantile', () => {
  const check = { quantile: { column: 'distance', q: 0.9, min: 10, max: 20 } };
  test.each([
    [{ values: 5, value: 10 }, 'pass', 'CHECK_PASSED'],
    [{ values: 5, value: 20 }, 'pass', 'CHECK_PASSED'],
    [{ values: 5, value: 20.1 }, 'fail', 'STATISTIC_OUT_OF_BOUNDS'],
    [{ values: 5, value: 9 }, 'fail', 'STATISTIC_OUT_OF_BOUNDS'],
    [{ values: 0 }, 'inconclusive', 'SAMPLE_TOO_SMALL'],
  ] as const)('%j: %s', (quantile, verdict, code) =>
    expect(findingOf(check, [{ quantile }])).toMatchObject({ verdict, code }),
  );
});

describe('outliers', () => {
  const check = { outliers: { column: 'distance', max: '10%' } };
  const spread = (values: number, outliers: number): Measurement[] => [
    { spread: { values, median: 5, mad: 1, outliers } },
  ];
  test.each([
    ['few', spread(20, 2), 'pass', 'CHECK_PASSED'],
    ['many', spread(20, 3), 'fail', 'OUTLIERS_ABOVE_MAXIMUM'],
    ['no values', [{ spread: { values: 0, outliers: 0 } }], 'inconclusive', 'SAMPLE_TOO_SMALL'],
  ] as const)('%s', (_, measured, verdict, code) =>
    expect(findingOf(check, measured)).toMatchObject({ verdict, code }),
  );
  test('tells median, spread and share', () =>
    expect(findingOf(check, spread(20, 3))).toMatchObject({
      observed: { values: 20, median: 5, mad: 1, outliers: 3, rate: 0.15 },
      expected: { z: 3.5, max: 0.1 },
      affected: 3,
    }));
});

test.each([
  ['', { sum: { column: 'x' } }],
  ['min', { mean: { column: 'x', min: 2, max: 1 } }],
  ['', { quantile: { column: 'x', q: 0.5 } }],
])('contradicts itself at "%s"', (at, check) => {
  const [only] = gateOf([check]).checks;
  expect(only && declared(only).contradiction()?.at.join('.')).toBe(at);
});
