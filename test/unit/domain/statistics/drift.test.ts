import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { chiSquared } from '#domain/statistics/chi-squared.ts';
import { logGamma, upperGamma } from '#domain/statistics/gamma.ts';
import { equalWidthEdges, jensenShannon } from '#domain/statistics/jensen-shannon.ts';
import { kolmogorovSf } from '#domain/statistics/kolmogorov.ts';
import { createKs } from '#domain/statistics/ks.ts';
import { createWasserstein } from '#domain/statistics/wasserstein.ts';

const numbers = z.array(z.number());
const values = z.array(z.string().transform((text) => Number(text.replace('inf', 'Infinity'))));
const Stored = z.object({
  pairs: z.array(
    z.object({
      name: z.string(),
      reference: values,
      current: values,
      ks: z.tuple([z.number(), z.number().nullable()]),
      wasserstein: z.number().nullable(),
      jensenShannon: z.number().nullable(),
      counts: z.tuple([numbers, numbers]).optional(),
    }),
  ),
  contingencies: z.array(z.tuple([numbers, numbers, z.number(), z.number(), z.number()])),
  kolmogorov: z.array(z.tuple([z.number(), z.number(), z.number()])),
  chiSquared: z.array(z.tuple([z.number(), z.number(), z.number()])),
});
const stored = Stored.parse(JSON.parse(readFileSync(new URL('drift-reference.json', import.meta.url), 'utf8')));

/** The values of both samples, ascending, each with its count in either: as an engine gives them. */
function groupsOf(reference: readonly number[], current: readonly number[]): [number, number, number][] {
  const count = (all: readonly number[], value: number) => all.filter((other) => other === value).length;
  // -0 and 0 are one value.
  const distinct = [...new Set([...reference, ...current].map((value) => value + 0))].sort((a, b) => (a < b ? -1 : 1));
  return distinct.map((value) => [value, count(reference, value), count(current, value)]);
}

function ksOf(reference: readonly number[], current: readonly number[]) {
  const ks = createKs(reference.length, current.length);
  for (const [, before, now] of groupsOf(reference, current)) ks.take(before, now);
  return ks.result();
}

function wassersteinOf(reference: readonly number[], current: readonly number[]) {
  const distance = createWasserstein(reference.length, current.length);
  for (const group of groupsOf(reference, current)) distance.take(...group);
  return distance.result();
}

function binned(all: readonly number[], edges: readonly number[]): number[] {
  const counts = new Array<number>(edges.length - 1).fill(0);
  for (const value of all) {
    const bin = edges.slice(1, -1).filter((edge) => value >= edge).length;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

const near = (actual: number, expected: number, within: number): void =>
  expect(Math.abs(actual - expected), `${actual} instead of ${expected}`).toBeLessThanOrEqual(
    within * Math.max(1e-300, Math.abs(expected)),
  );

describe.each(stored.pairs)('of $name', ({ reference, current, ks, wasserstein, jensenShannon: js, counts }) => {
  test('the Kolmogorov–Smirnov test is scipy’s', () => {
    const found = ksOf(reference, current);
    near(found.statistic, ks[0], 1e-12);
    if (ks[1] !== null) near(found.pValue, ks[1], 1e-7);
  });

  test.runIf(wasserstein !== null)('the Wasserstein distance is scipy’s', () =>
    near(wassersteinOf(reference, current), wasserstein ?? Number.NaN, 1e-11),
  );

  test.runIf(js !== null)('the Jensen–Shannon distance is scipy’s, on numpy’s bins', () => {
    const all = [...reference, ...current];
    const edges = equalWidthEdges(Math.min(...all), Math.max(...all));
    const found = [binned(reference, edges), binned(current, edges)] as const;
    expect(found).toEqual(counts);
    expect(Math.abs(jensenShannon(...found) - (js ?? Number.NaN))).toBeLessThan(1e-9);
  });
});

test('the chi-squared test of contingency is scipy’s', () => {
  for (const [reference, current, statistic, degrees, pValue] of stored.contingencies) {
    const found = chiSquared(reference, current);
    near(found.statistic, statistic, 1e-10);
    expect(found.degrees).toBe(degrees);
    near(found.pValue, pValue, 1e-9);
  }
});

test('Kolmogorov’s distribution is scipy’s, from one value to twelve millions', () => {
  for (const [d, n, p] of stored.kolmogorov) {
    const found = kolmogorovSf(d, n);
    expect(Math.abs(found - p), `${found} instead of ${p} for d ${d}, n ${n}`).toBeLessThanOrEqual(1e-9);
    if (p > 1e-100 && n <= 1_000_000) near(found, p, 1e-6);
  }
});

test('the chi-squared distribution is scipy’s, far into the tail', () => {
  for (const [df, x, p] of stored.chiSquared) near(upperGamma(df / 2, x / 2), p, 1e-9);
});

const sample = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 30 });
const counts = fc.array(fc.tuple(fc.nat(300), fc.nat(300)), { minLength: 1, maxLength: 12 }).map((bins) => {
  const all = [[1, 1] as const, ...bins];
  return [all.map(([r]) => r), all.map(([, c]) => c)] as const;
});

describe('a drift statistic', () => {
  test('is nothing of a sample and itself, however often it is repeated', () => {
    fc.assert(
      fc.property(sample, fc.integer({ min: 1, max: 4 }), (one, times) => {
        const many = Array.from({ length: times }, () => one).flat();
        expect(ksOf(one, many).statistic).toBeLessThan(1e-15);
        expect(ksOf(one, many).pValue).toBe(1);
        expect(wassersteinOf(one, many)).toBeLessThan(1e-12);
      }),
    );
  });

  test('is the same both ways, and within its bounds', () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const { statistic, pValue } = ksOf(a, b);
        expect(ksOf(b, a)).toEqual({ statistic, pValue });
        expect(statistic).toBeGreaterThanOrEqual(0);
        expect(statistic).toBeLessThanOrEqual(1);
        expect(pValue).toBeGreaterThanOrEqual(0);
        expect(pValue).toBeLessThanOrEqual(1);
        near(wassersteinOf(b, a), wassersteinOf(a, b), 1e-12);
      }),
    );
  });

  test('of Wasserstein moves as far as its sample, and grows with its unit', () => {
    fc.assert(
      fc.property(sample, fc.integer({ min: 1, max: 40 }), (one, by) => {
        near(
          wassersteinOf(
            one,
            one.map((value) => value + by),
          ),
          by,
          1e-12,
        );
        near(
          wassersteinOf(
            one.map((value) => value * by),
            one.map(() => 0),
          ),
          by *
            wassersteinOf(
              one,
              one.map(() => 0),
            ),
          1e-12,
        );
      }),
    );
  });

  test('of Jensen and Shannon is the same both ways, between nothing and one', () => {
    fc.assert(
      fc.property(counts, ([r, c]) => {
        const found = jensenShannon(r, c);
        near(jensenShannon(c, r), found, 1e-9);
        expect(found).toBeGreaterThanOrEqual(0);
        expect(found).toBeLessThanOrEqual(1 + 1e-15);
        expect(jensenShannon(r, r)).toBe(0);
      }),
    );
    expect(jensenShannon([3, 0], [0, 5])).toBe(1);
  });

  test('of chi-squared does not know the order of its levels', () => {
    fc.assert(
      fc.property(counts, ([r, c]) => {
        const found = chiSquared(r, c);
        const turned = chiSquared(r.toReversed(), c.toReversed());
        near(turned.statistic + 1, found.statistic + 1, 1e-12);
        expect(turned.degrees).toBe(found.degrees);
      }),
    );
  });

  test('has no shares of nothing', () => expect(() => jensenShannon([0, 0], [1, 0])).toThrow(RangeError));

  test('of values that are as far apart as doubles can be is a number', () => {
    expect(wassersteinOf([-1.5e308], [1.5e308, -1.5e308])).toBe(1.5e308);
    near(wassersteinOf([-1e308, 0], [0, 1e308]), 1e308, 1e-15);
    near(wassersteinOf([1, 2, 1e308], [1, 4, 1e308]), 2 / 3, 1e-15);
    near(wassersteinOf([0, 1, 1e308], [0, 1e308, 1e308]), 1e308 / 3, 1e-15);
    const edges = equalWidthEdges(-1.7e308, 1.7e308);
    expect(edges).toHaveLength(21);
    expect(edges.every(Number.isFinite)).toBe(true);
    const high = 2 ** 1023;
    expect(equalWidthEdges(-high, high, 4)).toEqual([-high, -high / 2, 0, high / 2, high]);
  });

  test('of Wasserstein beyond the greatest double is infinite, as scipy’s, and not NaN', () => {
    expect(wassersteinOf([-1e308], [1e308])).toBe(Number.POSITIVE_INFINITY);
    expect(wassersteinOf([-1.7e308, -1e308, 1.7e308], [1.7e308])).toBe(Number.POSITIVE_INFINITY);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('of Wasserstein takes no %s', (value) => {
    expect(() => createWasserstein(1, 1).take(value, 1, 1)).toThrow(RangeError);
  });

  test('of Jensen and Shannon keeps its digits between samples that hardly differ', () => {
    const n = 1e9;
    near(jensenShannon([n, n], [n + 1, n - 1]), 0.5 / n / Math.sqrt(2 * Math.LN2), 1e-8);
  });
});

test.each([
  [3, 3, 2],
  [5, 5, 2],
  [7, 7, 4],
  [9, 9, 4],
  [6, 3, 2],
  [10, 2, 2],
  [12, 4, 3],
])('the test of Kolmogorov and Smirnov takes %d and %d values for %d: it rounds halves to even', (n, m, both) => {
  const ks = createKs(n, m);
  ks.take(0, 1);
  ks.take(n, m - 1);
  const { statistic, pValue } = ks.result();
  expect(statistic).toBe(1 / m);
  expect(pValue).toBe(kolmogorovSf(1 / m, both));
});

describe('edges of equal width', () => {
  test('never descend, from end to end', () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
    const near0 = fc.integer({ min: 0, max: 60 }).map((units) => units * 5e-324);
    fc.assert(
      fc.property(fc.oneof(fc.tuple(finite, finite), fc.tuple(near0, near0)), ([a, b]) => {
        fc.pre(a !== b);
        const edges = equalWidthEdges(Math.min(a, b), Math.max(a, b));
        // -0 and 0 are one edge.
        expect([edges[0], edges[20]].map((edge) => (edge ?? Number.NaN) + 0)).toEqual(
          [Math.min(a, b), Math.max(a, b)].map((end) => end + 0),
        );
        for (const [i, edge] of edges.slice(1).entries()) expect(edge).toBeGreaterThanOrEqual(edges[i] ?? Number.NaN);
      }),
    );
  });
  test('repeat where there are fewer doubles than edges', () => {
    const next = 1 + Number.EPSILON;
    expect(equalWidthEdges(1, next, 4)).toEqual([1, 1, 1, next, next]);
    expect(equalWidthEdges(1e300, 1e300, 2)).toEqual([1e300, 1e300, 1e300]);
  });
  test('are numpy’s where a width rounds to nothing', () => {
    expect(equalWidthEdges(0, 5e-324, 4)).toEqual([0, 0, 0, 5e-324, 5e-324]);
  });
  test.each([
    [Number.NaN, 1],
    [0, Number.NaN],
    [0, Number.POSITIVE_INFINITY],
    [Number.NEGATIVE_INFINITY, 0],
    [1, 0],
  ])('from %s to %s are none', (least, greatest) => {
    expect(() => equalWidthEdges(least, greatest)).toThrow(RangeError);
  });
});

describe('Kolmogorov’s distribution', () => {
  test('falls with the distance', () => {
    const share = fc.integer({ min: 0, max: 1_000 }).map((x) => x / 1_000);
    fc.assert(
      fc.property(share, share, fc.integer({ min: 1, max: 400 }), (a, b, n) => {
        expect(kolmogorovSf(Math.max(a, b), n)).toBeLessThanOrEqual(kolmogorovSf(Math.min(a, b), n) + 1e-9);
      }),
      { numRuns: 60 },
    );
  });
});

test('the logarithm of the gamma function follows its recurrence', () => {
  expect(logGamma(1)).toBeCloseTo(0, 14);
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 14);
  fc.assert(
    fc.property(fc.double({ min: 0.1, max: 1e5, noNaN: true }), (x) => {
      const step = logGamma(x + 1) - logGamma(x);
      expect(Math.abs(step - Math.log(x))).toBeLessThan(1e-9);
    }),
  );
});
