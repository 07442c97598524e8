import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { declared } from '#domain/gates/checks/bound.ts';
import { gateOf } from '#test/support/data/gate-samples.ts';

const contradictionOf = (check: unknown) => {
  const [only] = gateOf([check]).checks;
  return only && declared(only).contradiction();
};

/** Checks that no data could satisfy: where in their options that stands, and what was read there. */
const contradictions: [check: object, at: string, observed: string][] = [
  [{ rowCount: {} }, '', 'none'],
  [{ rowCount: { min: 3, max: 2 } }, 'min', '3'],
  [{ range: { column: 'a' } }, '', 'neither'],
  [{ range: { column: 'a', min: 3, max: 2 } }, 'min', '3'],
  [{ range: { column: 'a', min: '2013-05-02', max: '2013-05-01' } }, 'min', '2013-05-02'],
  [{ range: { column: 'a', min: 1, max: '2013-05-01' } }, 'max', '1, 2013-05-01'],
  [{ dateFormat: { column: 'a', format: 'Y-m-d' } }, 'format', 'Y-m-d'],
  [{ dateFormat: { column: 'a', format: '%Y-%q' } }, 'format', '%Y-%q'],
  [{ dateFormat: { column: 'a', format: '%Y-%' } }, 'format', '%Y-%'],
  [{ dateFormat: { column: 'a', format: '%Y%\n' } }, 'format', '%Y%\n'],
  [{ compare: { left: 'a', operator: '<', right: 'a' } }, 'right', 'a'],
  [{ unique: { columns: ['b', 'a', 'a'] } }, 'columns', 'a'],
  [{ drift: { column: 'a', method: 'ks' } }, '', 'none'],
  [{ drift: { column: 'a', method: 'ks', max: 1, minPValue: 0.5 } }, '', 'two'],
  [{ drift: { column: 'a', method: 'psi', minPValue: 0.05 } }, 'minPValue', '0.05'],
  [{ drift: { column: 'a', method: 'wasserstein', minPValue: 0.05 } }, 'minPValue', '0.05'],
  [{ drift: { column: 'a', method: 'jensenShannon', minPValue: 0.05 } }, 'minPValue', '0.05'],
  [{ foreignKey: { columns: ['a'], to: {} } }, 'to', 'none'],
  [{ foreignKey: { columns: ['a'], to: { source: 's', file: 'f.csv' } } }, 'to', 'two'],
  [{ foreignKey: { columns: ['a', 'b'], to: { source: 's', columns: ['c'] } } }, 'to.columns', '1 columns'],
  [{ foreignKey: { columns: ['a', 'a'], to: { source: 's' } } }, 'columns', 'a'],
  [{ completeness: { by: 'a', every: '1h' } }, '', 'only `every`'],
  [{ completeness: { by: 'a', at: 'x' } }, '', 'only `at`'],
  [{ completeness: { by: ['a', 'b'], expected: [['x', 'y'], ['x']] } }, 'expected.1', '1 values'],
  [{ completeness: { by: ['a', 'a'] } }, 'by', 'a'],
  [{ sum: { column: 'a' } }, '', 'neither'],
  [{ mean: { column: 'a', min: 3, max: 2 } }, 'min', '3'],
  [{ quantile: { column: 'a', q: 0.5 } }, '', 'neither'],
  [{ monotonic: { column: 'a', by: ['b', 'a'] } }, 'by', 'a'],
  [{ monotonic: { column: 'a', by: ['b', 'b'] } }, 'by', 'b'],
  [{ features: { columns: 'a', maxAge: '1h' } }, '', 'no `at`'],
  [{ features: { columns: 'a', at: 'x' } }, '', 'no `maxAge`'],
  [{ features: { columns: 'a', asOf: '2013-05-01T00:00:00Z' } }, '', 'no `at`'],
  [{ features: { columns: ['a', 'b', 'a'] } }, 'columns', 'a'],
  [{ manifest: {} }, '', 'neither'],
];

/** The nearest checks that data can satisfy. */
const possible: object[] = [
  { schema: {} },
  { rowCount: { min: 2, max: 2 } },
  { rowCount: { min: 2 } },
  { rowCount: { max: 2 } },
  { rowCount: { withinOfPrevious: 0.5 } },
  { nullRate: { column: 'a', max: 0 } },
  { range: { column: 'a', min: 2, max: 2 } },
  { range: { column: 'a', min: 2 } },
  { range: { column: 'a', max: '2013-05-01' } },
  { range: { column: 'a', min: '2013-05-01', max: '2013-05-01' } },
  { set: { column: 'a', values: ['x'] } },
  { pattern: { column: 'a', pattern: 'x' } },
  { dateFormat: { column: 'a', format: '%Y-%m-%dT%H:%M:%S' } },
  { dateFormat: { column: 'a', format: '100%% %j' } },
  { compare: { left: 'a', operator: '<', right: 'b' } },
  { unique: { columns: ['a', 'b'] } },
  { drift: { column: 'a', method: 'psi', max: 0 } },
  { drift: { column: 'a', method: 'ks', minPValue: 0.05 } },
  { drift: { column: 'a', method: 'chiSquared', minPValue: 0.05 } },
  { foreignKey: { columns: ['a'], to: { source: 's' } } },
  { foreignKey: { columns: ['a', 'b'], to: { file: 'f.csv', columns: ['c', 'c'] } } },
  { completeness: { by: ['a', 'b'], expected: [['x', 'y']] } },
  { completeness: { by: ['a'], every: '1h', at: 'x' } },
  { completeness: { by: ['a'] } },
  { outliers: { column: 'a', max: 0 } },
  { sum: { column: 'a', min: 2, max: 2 } },
  { mean: { column: 'a', min: 2 } },
  { quantile: { column: 'a', q: 0.5, max: 2 } },
  { monotonic: { column: 'a', by: ['b'] } },
  { freshness: { column: 'a', maxAge: '1h' } },
  { features: { columns: ['a', 'b'] } },
  { features: { columns: ['a'], at: 'x', maxAge: '1h', asOf: '2013-05-01T00:00:00Z' } },
  { features: { columns: ['a'], at: 'x', maxAge: '1h' } },
  { manifest: { rows: 0 } },
  { manifest: { files: 1 } },
  { sql: { query: 'SELECT 1' } },
];

describe('a check that contradicts itself', () => {
  test.each(contradictions)('%j is told at "%s"', (check, at, observed) => {
    const found = contradictionOf(check);
    expect(found?.at.join('.')).toBe(at);
    expect(found?.observed).toBe(observed);
    expect(found?.message).toMatch(/\w+ \w+/);
    expect(found?.expected).toMatch(/\w/);
  });

  test('names the bound that would do', () => {
    const column = 'a';
    fc.assert(
      fc.property(fc.nat(100), fc.integer({ min: 1, max: 100 }), (max, more) => {
        const bounds = { min: max + more, max };
        for (const check of [
          { rowCount: bounds },
          { range: { column, ...bounds } },
          { sum: { column, ...bounds } },
          { quantile: { column, q: 0.5, ...bounds } },
        ])
          expect(contradictionOf(check)).toMatchObject({
            observed: String(bounds.min),
            expected: `at most ${max}`,
          });
      }),
    );
  });

  test('says how long a key and a group have to be', () => {
    const to = { source: 's', columns: ['c'] };
    expect(contradictionOf({ foreignKey: { columns: ['a', 'b'], to } })?.expected).toContain('2');
    const uneven = { completeness: { by: ['a', 'b'], expected: [['x', 'y', 'z']] } };
    expect(contradictionOf(uneven)?.expected).toContain('2');
  });

  test('lists what a format may hold, and names what it may not', () => {
    const found = contradictionOf({ dateFormat: { column: 'a', format: '%Y-%q' } });
    expect(found?.message).toContain('%q');
    expect(found?.expected).toContain('%Y %m %d %H');
    expect(contradictionOf({ dateFormat: { column: 'a', format: 'year' } })?.message).not.toContain('%');
    for (const part of found?.expected.match(/%./g) ?? [])
      expect(contradictionOf({ dateFormat: { column: 'a', format: `x${part}` } }), part).toBeUndefined();
  });

  test('names the method that has no p-value', () => {
    const found = contradictionOf({ drift: { column: 'a', method: 'wasserstein', minPValue: 0.05 } });
    expect(found?.message).toContain('wasserstein');
  });
});

test.each(possible)('%j contradicts nothing', (check) => expect(contradictionOf(check)).toBeUndefined());
