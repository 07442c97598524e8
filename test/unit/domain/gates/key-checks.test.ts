import { describe, expect, test } from 'vitest';
import { declared } from '#domain/gates/checks/bound.ts';
import { planOf } from '#domain/gates/plan.ts';
import { context, counts, findingOf, gateOf } from '#test/support/data/gate-samples.ts';

const reference = `sha256:${'1'.repeat(64)}` as const;
const contradictionOf = (check: unknown) => {
  const [only] = gateOf([check]).checks;
  return only && declared(only).contradiction()?.at.join('.');
};

describe('foreignKey', () => {
  const check = { foreignKey: { columns: ['origin'], to: { source: 'airports', columns: ['code'] } } };
  test.each([
    ['no orphan', [10, 3, 8, 0], 'pass', 'CHECK_PASSED'],
    ['an orphan', [10, 3, 8, 1], 'fail', 'FOREIGN_KEY_MISSING'],
    ['no rows', [0, 3, 0, 0], 'inconclusive', 'SAMPLE_TOO_SMALL'],
    ['only nulls', [10, 3, 0, 0], 'inconclusive', 'SAMPLE_TOO_SMALL'],
    ['nothing to refer to', [10, 0, 8, 8], 'inconclusive', 'REFERENCE_MISSING'],
  ] as const)('%s', (_, measured, verdict, code) =>
    expect(findingOf(check, counts(...measured))).toMatchObject({ verdict, code, column: 'origin' }),
  );

  test('asks about another source, or a file', () => {
    const orphans = (to: object) => planOf(gateOf([{ foreignKey: { columns: ['a', 'b'], to } }]), context).at(-1);
    expect(orphans({ source: 'other' })).toEqual({
      kind: 'orphans',
      source: 'flights',
      columns: ['a', 'b'],
      to: { source: 'other', columns: ['a', 'b'] },
    });
    expect(orphans({ file: 'x.csv', columns: ['c', 'd'] })).toMatchObject({
      to: { source: 'file:x.csv', columns: ['c', 'd'] },
    });
  });

  test.each([
    ['to', { columns: ['a'], to: {} }],
    ['to', { columns: ['a'], to: { source: 's', file: 'f.csv' } }],
    ['to.columns', { columns: ['a', 'b'], to: { source: 's', columns: ['a'] } }],
    ['columns', { columns: ['a', 'a'], to: { source: 's' } }],
  ])('contradicts itself at %s', (at, foreignKey) => expect(contradictionOf({ foreignKey })).toBe(at));
});

describe('completeness', () => {
  const check = { completeness: { by: 'origin', expected: ['EWR', 'JFK', 'LGA', 'BOS'], min: '75%' } };
  const groups = (expected: number, missing: number) => ({
    groups: { expected, missing, first: missing > 0 ? [['BOS']] : [] },
  });
  test.each([
    ['all there', 10, groups(4, 0), 'pass', 'CHECK_PASSED'],
    ['as many as declared', 10, groups(4, 1), 'pass', 'CHECK_PASSED'],
    ['fewer', 10, groups(4, 2), 'fail', 'GROUPS_MISSING'],
    ['no rows', 0, groups(4, 4), 'inconclusive', 'SAMPLE_TOO_SMALL'],
    ['nothing expected', 10, groups(0, 0), 'inconclusive', 'SAMPLE_TOO_SMALL'],
  ] as const)('%s', (_, rows, found, verdict, code) =>
    expect(findingOf(check, [...counts(rows), found])).toMatchObject({ verdict, code }),
  );

  test('names what is missing', () => {
    expect(findingOf(check, [...counts(10), groups(4, 2)])).toMatchObject({
      observed: { expected: 4, missing: 2, share: 0.5, first: [['BOS']] },
      expected: { by: ['origin'], min: 0.75 },
    });
  });

  test('expects the groups of the reference where none are listed, and cannot tell without one', () => {
    const unlisted = { completeness: { by: 'origin' } };
    expect(findingOf(unlisted, counts(10))).toMatchObject({ verdict: 'inconclusive', code: 'REFERENCE_MISSING' });
    expect(planOf(gateOf([unlisted]), { ...context, references: { flights: reference } })).toContainEqual({
      kind: 'groups',
      source: 'flights',
      by: ['origin'],
      expected: reference,
    });
  });

  test('looks within the window where there is one', () => {
    const spans = { completeness: { by: 'origin', expected: ['EWR'], every: '1h', at: 'scheduled_at' } };
    const window = { start: 0, end: 86_400_000 };
    expect(planOf(gateOf([spans]), { ...context, window }).at(-1)).toMatchObject({
      spans: { at: 'scheduled_at', every: 3_600_000, within: window },
    });
    expect(planOf(gateOf([spans]), context).at(-1)).toMatchObject({ spans: { at: 'scheduled_at', every: 3_600_000 } });
  });

  test.each([
    ['', { by: 'a', every: '1h' }],
    ['', { by: 'a', at: 'x' }],
    ['expected.1', { by: ['a', 'b'], expected: [['x', 'y'], ['x']] }],
    ['by', { by: ['a', 'a'] }],
  ])('contradicts itself at "%s"', (at, completeness) => expect(contradictionOf({ completeness })).toBe(at));
});
