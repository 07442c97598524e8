import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalCdf, normalQuantile, normalTail } from '#domain/statistics/normal.ts';
import { studentCdf, studentQuantile } from '#domain/statistics/student-t.ts';
import { expectClose, reference } from './reference.ts';

const probability = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true });

describe('the normal distribution', () => {
  test('has scipy’s quantiles', () => {
    for (const [p, z] of reference.normal.quantiles) expectClose(normalQuantile(p), z);
  });
  test('has scipy’s distribution function, far into the tail', () => {
    for (const [z, p] of reference.normal.cdf) expectClose(normalCdf(z) / p, 1);
  });

  test('goes from a probability to its quantile and back', () => {
    fc.assert(fc.property(probability, (p) => Math.abs(normalCdf(normalQuantile(p)) - p) < 1e-14));
  });

  test('is symmetric', () => {
    fc.assert(
      fc.property(fc.double({ min: -8, max: 8, noNaN: true }), (z) => Math.abs(normalTail(-z) - normalCdf(z)) < 1e-15),
    );
  });

  test.each([0, 1, -0.1, Number.NaN])('has no quantile of %s', (p) =>
    expect(() => normalQuantile(p)).toThrow(RangeError),
  );
});

describe('Student’s t', () => {
  test('has scipy’s quantiles, from half a degree of freedom to a billion', () => {
    for (const [p, df, t] of reference.student.quantiles) expectClose(studentQuantile(p, df), t);
  });
  test('has scipy’s distribution function', () => {
    for (const [t, df, p] of reference.student.cdf) expectClose(studentCdf(t, df), p);
  });

  test('goes from a probability to its quantile and back', () => {
    const freedom = fc.double({ min: 0.8, max: 1e5, noNaN: true });
    fc.assert(
      fc.property(probability, freedom, (p, df) => Math.abs(studentCdf(studentQuantile(p, df), df) - p) < 1e-12),
    );
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
