import fc from 'fast-check';
import { expect, test } from 'vitest';
import { robustDistance } from '#domain/statistics/robust-z.ts';

test('beyond the distance the score is above the limit, and within it is not', () => {
  const positive = fc.double({ min: 1e-100, max: 1e100, noNaN: true });
  fc.assert(
    fc.property(positive, fc.double({ min: 0.01, max: 100, noNaN: true }), (mad, z) => {
      const distance = robustDistance(mad, z);
      const score = (far: number) => (0.6745 * far) / mad;
      expect(score(distance * (1 + 1e-12))).toBeGreaterThan(z);
      expect(score(distance * (1 - 1e-12))).toBeLessThan(z);
    }),
  );
});

test('without a spread any other value is an outlier; with any, infinity is', () => {
  expect(robustDistance(0, 3.5)).toBe(0);
  expect(robustDistance(1e308, 1e6)).toBe(Number.MAX_VALUE);
});
