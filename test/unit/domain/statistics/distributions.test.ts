import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalQuantile } from '#domain/statistics/normal.ts';
import { studentQuantile } from '#domain/statistics/student-t.ts';
import { expectClose, reference } from './reference.ts';

describe('the normal distribution', () => {
  test('has scipy’s quantiles', () => {
    for (const [p, z] of reference.normal.quantiles) expectClose(normalQuantile(p), z);
  });
  test('goes back from scipy’s distribution function, far into the tail', () => {
    for (const [z, p] of reference.normal.cdf.filter(([, p]) => p < 0.9)) expectClose(normalQuantile(p), z);
  });

  test('is symmetric', () => {
    const tail = fc.double({ min: 2 ** -20, max: 0.5, noNaN: true });
    fc.assert(fc.property(tail, (p) => expectClose(normalQuantile(1 - p), -normalQuantile(p))));
  });

  test.each([0, 1, -0.1, Number.NaN])('has no quantile of %s', (p) =>
    expect(() => normalQuantile(p)).toThrow(RangeError),
  );
});

describe('Student’s t', () => {
  test('has scipy’s quantiles, from half a degree of freedom to a billion', () => {
    for (const [p, df, t] of reference.student.quantiles) expectClose(studentQuantile(p, df), t);
  });
  test('goes back from scipy’s distribution function', () => {
    for (const [t, df, p] of reference.student.cdf.filter(([, , p]) => p > 0 && p < 0.9))
      expectClose(studentQuantile(p, df), t);
  });

  test('grows with the probability', () => {
    const share = fc.integer({ min: 1, max: 9_999 });
    fc.assert(
      fc.property(share, share, fc.integer({ min: 1, max: 500 }), (p, q, df) => {
        const [low, high] = [Math.min(p, q) / 10_000, Math.max(p, q) / 10_000];
        return studentQuantile(low, df) <= studentQuantile(high, df);
      }),
    );
  });
});
