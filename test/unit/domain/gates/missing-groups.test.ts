import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { missingGroups } from '#domain/gates/missing-groups.ts';

/** By the first value that differs. */
const inOrder = ([a = '', b = '']: readonly string[], [c = '', d = '']: readonly string[]): number =>
  a < c ? -1 : a > c ? 1 : b < d ? -1 : b > d ? 1 : 0;

const hour = 3_600_000;
const start = Date.parse('2013-05-01T00:00:00Z');

describe('the groups that are missing', () => {
  test('are counted once each, and the first are named in their order', () => {
    const expected = [['LGA'], ['EWR'], ['JFK'], ['EWR']];
    expect(missingGroups(expected, [{ values: ['JFK'] }, { values: ['BOS'] }])).toEqual({
      expected: 3,
      missing: 2,
      first: [['EWR'], ['LGA']],
    });
  });

  test('are looked for in every span of time', () => {
    const present = [0, 2].map((span) => ({ values: ['EWR', '1'], span }));
    expect(missingGroups([['EWR', '1']], present, { first: 0, last: 2, start, every: hour })).toEqual({
      expected: 3,
      missing: 1,
      first: [['EWR', '1', '2013-05-01T01:00:00Z']],
    });
  });

  test('are named group by group, each with when its spans begin', () => {
    const spans = { first: -1, last: 1, start, every: hour };
    const present = [{ values: ['b'], span: 0 }, { values: ['a'] }];
    expect(missingGroups([['b'], ['a']], present, spans)).toEqual({
      expected: 6,
      missing: 5,
      first: [
        ['a', '2013-04-30T23:00:00Z'],
        ['a', '2013-05-01T00:00:00Z'],
        ['a', '2013-05-01T01:00:00Z'],
        ['b', '2013-04-30T23:00:00Z'],
        ['b', '2013-05-01T01:00:00Z'],
      ],
    });
  });

  test('are none of no spans', () => {
    expect(missingGroups([['a']], [], { first: 0, last: -1, start, every: hour })).toEqual({
      expected: 0,
      missing: 0,
      first: [],
    });
  });

  test('are those expected that are not present, whatever the order', () => {
    const group = fc.array(fc.constantFrom('a', 'b', 'c', 'ä', '"', ','), { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(fc.array(group, { maxLength: 40, size: 'max' }), fc.array(group), (expected, present) => {
        const found = missingGroups(
          expected,
          present.map((values) => ({ values })),
        );
        const keys = (groups: readonly (readonly string[])[]) =>
          new Set(groups.map((values) => JSON.stringify(values)));
        const there = keys(present);
        const missing = new Set([...keys(expected)].filter((key) => !there.has(key)));
        expect(found).toMatchObject({ expected: keys(expected).size, missing: missing.size });
        expect(found.first).toHaveLength(Math.min(10, missing.size));
        expect(found.first.every((values) => missing.has(JSON.stringify(values)))).toBe(true);
        expect(found.first).toEqual(found.first.toSorted(inOrder));
        expect(
          missingGroups(
            expected.toReversed(),
            present.toReversed().map((values) => ({ values })),
          ),
        ).toEqual(found);
      }),
    );
  });
});
