import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binOf, countBins } from '#domain/statistics/bins.ts';
import { psi } from '#domain/statistics/psi.ts';
import { decileEdges } from '#test/support/data/deciles.ts';
import { expectClose, reference } from './reference.ts';

describe.each(reference.drifts)('on $name', (stored) => {
  test('edges and counts are numpy’s', () => {
    const edges = decileEdges(stored.reference);
    expect(edges.length).toBe(stored.edges.length);
    for (const [i, edge] of stored.edges.entries())
      expectClose((edges[i] ?? Number.NaN) / (edge || 1), edge === 0 ? 0 : 1);
    expect([countBins(stored.reference, edges), countBins(stored.current, edges)]).toEqual(stored.counts);
  });

  test('the index is the one of its definition', () => expectClose(psi(...stored.counts), stored.psi));
});

describe('the population stability index', () => {
  const counts = fc
    .array(fc.tuple(fc.nat(1000), fc.nat(1000)), { minLength: 1, maxLength: 12 })
    .map((bins) => [[1, 1] as const, ...bins])
    .map((bins) => [bins.map(([r]) => r), bins.map(([, c]) => c)] as const);

  test('is nothing between equal shares', () => {
    fc.assert(
      fc.property(
        counts,
        ([r]) =>
          psi(
            r,
            r.map((count) => count * 3),
          ) < 1e-12,
      ),
    );
  });
  test('is never negative and the same both ways', () => {
    fc.assert(
      fc.property(counts, ([r, c]) => {
        expect(psi(r, c)).toBeGreaterThanOrEqual(0);
        expectClose(psi(r, c), psi(c, r));
      }),
    );
  });
  test('of a level that is new is finite, and not renormalised', () => {
    expectClose(psi([100, 0], [50, 50]), -0.5 * Math.log(0.5) + 0.4999 * Math.log(5000));
  });
  test('of nothing is refused', () => expect(() => psi([0, 0], [1, 2])).toThrow(RangeError));
});

describe('a bin', () => {
  test('is the number of edges below the value', () => {
    const edges = fc
      .uniqueArray(fc.integer({ min: -20, max: 20 }), { maxLength: 9 })
      .map((list) => list.sort((a, b) => a - b));
    fc.assert(
      fc.property(edges, fc.integer({ min: -25, max: 25 }), (list, value) => {
        expect(binOf(value, list)).toBe(list.filter((edge) => edge < value).length);
      }),
    );
  });
});
