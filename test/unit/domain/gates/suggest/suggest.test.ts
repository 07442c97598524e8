import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GateFile } from '#contracts/check.ts';
import type { ColumnProfile, TableProfile } from '#domain/gates/suggest/profile.ts';
import { roundedUp, suggest } from '#domain/gates/suggest/suggest.ts';

const table = (rows: number, ...columns: ColumnProfile[]): TableProfile => ({ rows, columns, ordered: [] });
const number = (more: Partial<ColumnProfile> = {}): ColumnProfile => ({
  name: 'x',
  type: 'number',
  nulls: 0,
  extremes: [1, 10],
  ...more,
});
const texts = (first: readonly string[], more: Partial<ColumnProfile> = {}): ColumnProfile => ({
  name: 't',
  type: 'string',
  nulls: 0,
  repeats: 1,
  values: { all: true, first },
  ...more,
});
const proposed = (data: TableProfile, history: TableProfile[] = [], drifts: Record<string, number[]> = {}) =>
  suggest({ data, history, drifts: new Map(Object.entries(drifts)) }).map(({ check }) => check);
const of = (name: string, checks: readonly object[]) => checks.filter((check) => name in check);

describe('what data suggest', () => {
  test('rows: around those of the windows before, or half around those at hand', () => {
    expect(of('rowCount', proposed(table(100)))).toEqual([{ rowCount: { min: 50, max: 150 } }]);
    expect(of('rowCount', proposed(table(100), [table(80), table(120)]))).toEqual([
      { rowCount: { min: 64, max: 150 } },
    ]);
  });

  test.each([
    ['none where none is missing', [0, 0], [{ nullRate: { column: 'x', max: 0 } }]],
    ['half as many again as ever were missing', [10, 2], [{ nullRate: { column: 'x', max: 0.15 } }]],
    ['nothing where most are missing', [60, 0], []],
  ])('nulls: %s', (_, [now = 0, before = 0], checks) => {
    const found = proposed(table(100, number({ nulls: now })), [table(100, number({ nulls: before }))]);
    expect(of('nullRate', found)).toEqual(checks);
  });

  test('nulls: of the windows that have the column, each by its own rows', () => {
    const rates = (now: TableProfile, before: TableProfile) => of('nullRate', proposed(now, [before]));
    expect(rates(table(100, number({ nulls: 10 })), table(20))).toEqual([{ nullRate: { column: 'x', max: 0.15 } }]);
    expect(rates(table(100, number({ nulls: 10 })), table(0, number()))).toEqual([
      { nullRate: { column: 'x', max: 0.15 } },
    ]);
    expect(rates(table(100, number({ nulls: 50 })), table(20))).toEqual([]);
    expect(rates(table(100, number({ nulls: 49 })), table(20))).toEqual([{ nullRate: { column: 'x', max: 0.74 } }]);
    const beside = table(20, texts(['a'], { nulls: 19 }), number());
    expect(rates(table(100, number()), beside)).toEqual([{ nullRate: { column: 'x', max: 0 } }]);
  });

  test.each([
    ['numbers that are never below 0', [1, 10], { min: 0, max: 15 }],
    ['numbers around 0', [-4, 8], { min: -10, max: 14 }],
    ['numbers that are never above 0', [-8, -2], { min: -11, max: 0 }],
    ['numbers from 0', [0, 2], { min: 0, max: 3 }],
    ['numbers to 0', [-2, 0], { min: -3, max: 0 }],
  ] as const)('bounds with a margin: %s', (_, extremes, bounds) => {
    expect(of('range', proposed(table(9, number({ extremes }))))).toEqual([{ range: { column: 'x', ...bounds } }]);
  });

  test('bounds for whole numbers too, and for nothing else', () => {
    const extremes = [1, 10] as const;
    expect(of('range', proposed(table(9, number({ type: 'integer' }))))).toHaveLength(1);
    // A key that is numbered on has no bounds.
    expect(of('range', proposed(table(9, number({ type: 'integer', repeats: 0 }))))).toEqual([]);
    expect(of('range', proposed(table(9, number({ repeats: 0 }))))).toHaveLength(1);
    for (const type of ['string', 'boolean', 'date', 'timestamp', undefined] as const)
      expect(of('range', proposed(table(9, number({ type, extremes }))))).toEqual([]);
  });

  test('no bounds for numbers of which some are not finite', () => {
    const { extremes: _, ...unbounded } = number();
    expect(of('range', proposed(table(9, number()), [table(9, unbounded)]))).toEqual([]);
    expect(of('range', proposed(table(9, number({ extremes: [-1.7e308, 1.7e308] }))))).toEqual([]);
  });

  test('keys: texts and whole numbers of which none comes twice, in no window', () => {
    const key = texts(['a'], { repeats: 0 });
    expect(of('unique', proposed(table(30, key)))).toEqual([{ unique: { columns: ['t'] } }]);
    for (const other of [texts(['a']), texts(['a'], { repeats: 0, nulls: 1 })])
      expect(of('unique', proposed(table(30, key), [table(30, other)]))).toEqual([]);
    expect(of('unique', proposed(table(30, number({ repeats: 0 }))))).toEqual([]);
    expect(of('unique', proposed(table(30, number({ type: 'integer', repeats: 0 }))))).toHaveLength(1);
    expect(of('unique', proposed(table(20, key)))).toHaveLength(1);
    expect(of('unique', proposed(table(19, key)))).toEqual([]);
  });

  test('values where they are few, as a warning; else their shape', () => {
    expect(of('set', proposed(table(30, texts(['b', 'a'])), [table(30, texts(['c']))]))).toEqual([
      { set: { column: 't', values: ['a', 'b', 'c'], severity: 'warn' } },
    ]);
    const many = Array.from({ length: 30 }, (_, i) => `A-${i + 10}`);
    expect(of('pattern', proposed(table(30, texts(many))))).toEqual([
      { pattern: { column: 't', pattern: '^A-\\d{2}$' } },
    ]);
    expect([
      ...of('set', proposed(table(30, texts(many)))),
      ...of('pattern', proposed(table(6, texts(['a'])))),
    ]).toEqual([]);
  });

  const letters = (count: number) => Array.from({ length: count }, (_, i) => `v${String.fromCharCode(97 + i)}`);
  test.each([
    ['twenty, each five times', 100, letters(20), 1],
    ['twenty-one', 105, letters(21), 0],
    ['too many for the rows', 99, letters(20), 0],
    ['of too few rows', 19, letters(1), 0],
    ['of just enough rows', 20, letters(1), 1],
    ['none', 100, [], 0],
  ])('values where they are few: %s', (_, rows, first, sets) => {
    expect(of('set', proposed(table(rows, texts(first))))).toHaveLength(sets);
  });
  test('no values where some were not looked at, in any window, or are no texts', () => {
    const partly = texts(['b'], { values: { all: false, first: ['b'] } });
    const { values: _, ...unseen } = texts(['b']);
    const whole = table(100, texts(['a']));
    expect(of('set', proposed(whole, [whole]))).toHaveLength(1);
    expect(of('set', proposed(whole, [table(100, partly)]))).toEqual([]);
    expect(of('set', proposed(table(100, partly), [whole]))).toEqual([]);
    expect(of('set', proposed(whole, [table(100, unseen)]))).toEqual([]);
    expect(of('set', proposed(table(100, texts(['a'], { type: 'date' }))))).toEqual([]);
  });
  test('no shape of fewer texts than twenty', () => {
    const coded = (count: number) => texts(Array.from({ length: count }, (_, i) => `A-${i + 10}`));
    expect(of('pattern', proposed(table(30, coded(20))))).toHaveLength(1);
    expect(of('pattern', proposed(table(30, coded(19))))).toEqual([]);
  });

  test('the order of times that holds in every window', () => {
    const ordered = (...pairs: [string, string][]) => ({ ...table(9), ordered: pairs });
    expect(of('compare', proposed(ordered(['a', 'b'], ['b', 'c']), [ordered(['a', 'b'])]))).toEqual([
      { compare: { left: 'a', operator: '<=', right: 'b' } },
    ]);
  });

  test('no order of other pairs, nor of one that a window did not keep', () => {
    const ordered = (...pairs: [string, string][]) => ({ ...table(9), ordered: pairs });
    const data = ordered(['a', 'b']);
    expect(of('compare', proposed(data))).toHaveLength(1);
    for (const other of [ordered(), ordered(['a', 'c']), ordered(['c', 'b']), ordered(['b', 'a'])]) {
      expect(of('compare', proposed(data, [other]))).toEqual([]);
      expect(of('compare', proposed(data, [data, other]))).toEqual([]);
    }
  });

  test('drift by what windows before moved, and none without them', () => {
    const data = table(900, number());
    expect(of('drift', proposed(data))).toEqual([]);
    expect(of('drift', proposed(data, [data], { x: [0.2, 0.3] }))).toEqual([
      { drift: { column: 'x', method: 'psi', max: 0.45, minRows: 100, severity: 'warn' } },
    ]);
    expect(of('drift', proposed(data, [data], { x: [0.001] }))).toMatchObject([{ drift: { max: 0.1 } }]);
  });

  test('columns by their types; others may be there that no contract knows', () => {
    const data = table(9, number(), { name: 'list', type: undefined, nulls: 0 });
    expect(of('schema', proposed(data))).toEqual([{ schema: { columns: { x: 'number' }, extra: 'allow' } }]);
    expect(of('schema', proposed(table(9)))).toEqual([]);
  });

  test('nothing else of columns whose types are all known', () => {
    expect(of('schema', proposed(table(9, number())))).toEqual([{ schema: { columns: { x: 'number' } } }]);
  });

  test('each with a reason, by the numbers that were seen', () => {
    const reasons = (data: TableProfile, history: TableProfile[] = [], drifts: Record<string, number[]> = {}) =>
      Object.fromEntries(
        suggest({ data, history, drifts: new Map(Object.entries(drifts)) }).map(({ check, reason }) => [
          Object.keys(check)[0],
          reason,
        ]),
      );
    const list: ColumnProfile = { name: 'list', type: undefined, nulls: 0 };
    const data = {
      ...table(120, number({ nulls: 12 }), texts(['a', 'b'], { repeats: 0 })),
      ordered: [['a', 'b']],
    } as const;
    const found = reasons(data, [{ ...data, rows: 100 }], { x: [0.25] });
    expect(found).toEqual({
      schema: expect.stringMatching(/2 columns$/),
      rowCount: expect.stringMatching(/\b100 to 120 rows/),
      nullRate: expect.stringMatching(/\w/),
      unique: expect.stringMatching(/\w/),
      range: expect.stringMatching(/\b1 to 10\b/),
      set: expect.stringMatching(/\b2 values\b/),
      compare: expect.stringMatching(/\w/),
      drift: expect.stringMatching(/\b0\.25\b/),
    });
    expect(reasons(table(100, number({ nulls: 12 }))).nullRate).toContain('12 %');
    expect(reasons(table(100, number())).rowCount).toContain('100 rows');
    expect(reasons(table(100, number())).schema).toMatch(/\b1 column$/);
    expect(reasons(table(100, number(), list)).schema).toMatch(/\b1 column, and 1 of/);
    expect(reasons(table(100, texts(['a']))).set).toMatch(/\b1 value\b/);
    const many = Array.from({ length: 30 }, (_, i) => `A-${i + 10}`);
    expect(reasons(table(30, texts(many))).pattern).toMatch(/shape/);
  });

  test('always a gate, whatever the columns are called and hold', () => {
    const column = fc.record({
      name: fc.string({ minLength: 1, maxLength: 8 }),
      type: fc.constantFrom('string', 'number', 'integer', 'boolean', 'date', 'timestamp', undefined),
      nulls: fc.nat(50),
      repeats: fc.nat(2),
      extremes: fc
        .tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.double({ noNaN: true, noDefaultInfinity: true }))
        .map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]),
      values: fc.record({ all: fc.boolean(), first: fc.uniqueArray(fc.string({ maxLength: 5 }), { maxLength: 30 }) }),
    });
    const profile = fc.record({
      rows: fc.integer({ min: 50, max: 5_000 }),
      columns: fc.uniqueArray(column, { selector: ({ name }) => name, maxLength: 4 }),
      ordered: fc.constant([]),
    });
    fc.assert(
      fc.property(profile, fc.array(profile, { maxLength: 2 }), (data, history) => {
        const checks = suggest({ data, history, drifts: new Map() }).map(({ check }) => check);
        expect(GateFile.safeParse({ name: 'any', checks }).error).toBeUndefined();
      }),
    );
  });
});

test('rounding up to two digits never comes below, nor more than a tenth above', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (value) => {
      const rounded = roundedUp(value);
      expect(rounded).toBeGreaterThanOrEqual(value * (1 - 1e-12));
      expect(rounded).toBeLessThanOrEqual(value * 1.2);
    }),
  );
  expect([0, -1, 0.0126, 93, 101].map(roundedUp)).toEqual([0, 0, 0.013, 93, 110]);
});
