import { describe, expect, test } from 'vitest';
import type { Check } from '#contracts/check.ts';
import { boundCheck, declared } from '#domain/gates/checks/bound.ts';
import { kinds } from '#domain/gates/checks/kinds.ts';
import { context, gateOf } from '#test/support/data/gate-samples.ts';

const parsed = (check: unknown): Check => {
  const [only] = gateOf([check]).checks;
  if (!only) throw new Error('no check');
  return only;
};
const source = 'flights';
const reference = `sha256:${'1'.repeat(64)}` as const;
const at = (...path: (string | number)[]) => path;

/** Of each kind of check: what it wants measured, and the columns that it reads with where they are named. */
const wanted: [check: object, measures: object[], columns: object[]][] = [
  [{ schema: {} }, [{ kind: 'columns', source }], []],
  [{ rowCount: { min: 1 } }, [{ kind: 'rows', source }], []],
  [
    { nullRate: { column: 'a', max: 0 } },
    [
      { kind: 'rows', source },
      { kind: 'nulls', source, column: 'a' },
    ],
    [{ at: at('column'), column: 'a' }],
  ],
  [
    { unique: { columns: ['a', 'b'] } },
    [
      { kind: 'rows', source },
      { kind: 'allKnown', source, columns: ['a', 'b'] },
      { kind: 'repeats', source, columns: ['a', 'b'] },
    ],
    [
      { at: at('columns', 0), column: 'a' },
      { at: at('columns', 1), column: 'b' },
    ],
  ],
  [
    { range: { column: 'a', max: 2 } },
    [
      { kind: 'rows', source },
      { kind: 'nulls', source, column: 'a' },
      { kind: 'outside', source, column: 'a', max: 2 },
    ],
    [{ at: at('column'), column: 'a' }],
  ],
  [
    { set: { column: 'a', values: ['x', 1] } },
    [
      { kind: 'rows', source },
      { kind: 'nulls', source, column: 'a' },
      { kind: 'notIn', source, column: 'a', values: ['x', 1] },
    ],
    [{ at: at('column'), column: 'a' }],
  ],
  [
    { pattern: { column: 'a', pattern: '^x' } },
    [
      { kind: 'rows', source },
      { kind: 'nulls', source, column: 'a' },
      { kind: 'unmatched', source, column: 'a', pattern: '^x' },
    ],
    [{ at: at('column'), column: 'a' }],
  ],
  [
    { dateFormat: { column: 'a', format: '%Y' } },
    [
      { kind: 'rows', source },
      { kind: 'nulls', source, column: 'a' },
      { kind: 'undated', source, column: 'a', format: '%Y' },
    ],
    [{ at: at('column'), column: 'a' }],
  ],
  [
    { compare: { left: 'a', operator: '<=', right: 'b' } },
    [
      { kind: 'rows', source },
      { kind: 'bothKnown', source, left: 'a', right: 'b' },
      { kind: 'disagreeing', source, left: 'a', operator: '<=', right: 'b' },
    ],
    [
      { at: at('left'), column: 'a' },
      { at: at('right'), column: 'b' },
    ],
  ],
  [
    { drift: { column: 'a', method: 'ks', max: 1 } },
    [{ kind: 'drift', source, column: 'a', method: 'ks', reference }],
    [{ at: at('column'), column: 'a' }],
  ],
  [
    { foreignKey: { columns: ['a', 'b'], to: { source: 'other', columns: ['c', 'd'] } } },
    [
      { kind: 'rows', source },
      { kind: 'rows', source: 'other' },
      { kind: 'allKnown', source, columns: ['a', 'b'] },
      { kind: 'orphans', source, columns: ['a', 'b'], to: { source: 'other', columns: ['c', 'd'] } },
    ],
    [
      { at: at('columns', 0), column: 'a' },
      { at: at('columns', 1), column: 'b' },
    ],
  ],
  [
    { completeness: { by: ['a', 'b'], expected: [['x', 1]], every: '1h', at: 't' } },
    [
      { kind: 'rows', source },
      { kind: 'groups', source, by: ['a', 'b'], expected: [['x', 1]], spans: { at: 't', every: 3_600_000 } },
    ],
    [
      { at: at('by', 0), column: 'a' },
      { at: at('by', 1), column: 'b' },
      { at: at('at'), column: 't' },
    ],
  ],
  [
    { completeness: { by: 'a' } },
    [
      { kind: 'rows', source },
      { kind: 'groups', source, by: ['a'], expected: reference },
    ],
    [{ at: at('by', 0), column: 'a' }],
  ],
  [
    { outliers: { column: 'a', max: 0, z: 4 } },
    [{ kind: 'outliers', source, column: 'a', z: 4 }],
    [{ at: at('column'), column: 'a' }],
  ],
  [{ sum: { column: 'a', min: 0 } }, [{ kind: 'total', source, column: 'a' }], [{ at: at('column'), column: 'a' }]],
  [{ mean: { column: 'a', min: 0 } }, [{ kind: 'total', source, column: 'a' }], [{ at: at('column'), column: 'a' }]],
  [
    { quantile: { column: 'a', q: 0.9, min: 0 } },
    [{ kind: 'quantile', source, column: 'a', q: 0.9 }],
    [{ at: at('column'), column: 'a' }],
  ],
  [
    { monotonic: { column: 'a', by: ['b', 'c'], strict: true, direction: 'descending' } },
    [
      { kind: 'rows', source },
      { kind: 'allKnown', source, columns: ['a', 'b', 'c'] },
      { kind: 'disorder', source, column: 'a', by: ['b', 'c'], strict: true, direction: 'descending' },
    ],
    [
      { at: at('column'), column: 'a' },
      { at: at('by', 0), column: 'b' },
      { at: at('by', 1), column: 'c' },
    ],
  ],
  [
    { freshness: { column: 'a', maxAge: '1h' } },
    [{ kind: 'latest', source, column: 'a' }],
    [{ at: at('column'), column: 'a' }],
  ],
  [
    { features: { columns: ['a', 'b'], at: 't', maxAge: '1h' } },
    [
      { kind: 'rows', source },
      { kind: 'nulls', source, column: 'a' },
      { kind: 'variety', source, column: 'a' },
      { kind: 'nulls', source, column: 'b' },
      { kind: 'variety', source, column: 'b' },
      { kind: 'latest', source, column: 't' },
    ],
    [
      { at: at('columns', 0), column: 'a' },
      { at: at('columns', 1), column: 'b' },
      { at: at('at'), column: 't' },
    ],
  ],
  [
    { features: { columns: 'a' } },
    [
      { kind: 'rows', source },
      { kind: 'nulls', source, column: 'a' },
      { kind: 'variety', source, column: 'a' },
    ],
    [{ at: at('columns', 0), column: 'a' }],
  ],
  [{ manifest: { rows: 1 } }, [{ kind: 'rows', source }], []],
  [
    { command: { run: ['look'], timeout: '2s', memory: '1MB' } },
    [{ kind: 'command', source, run: ['look'], files: [], timeout: 2_000, memory: 1_000_000, reference }],
    [],
  ],
  // What a module registers asks for itself.
  [{ custom: { check: 'own@1' } }, [], []],
  [
    { sql: { query: 'SELECT 1', timeout: '2s' } },
    [
      { kind: 'rows', source },
      { kind: 'sql', source, query: 'SELECT 1', timeout: 2000 },
    ],
    [],
  ],
];

describe('a check', () => {
  const pinned = { ...context, references: { flights: reference } };
  test.each(wanted)('%j asks for its measures, and names its columns', (check, measures, columns) => {
    expect(boundCheck(parsed(check), pinned).measures()).toStrictEqual(measures);
    expect(declared(parsed(check)).columns()).toStrictEqual(columns);
  });

  test('is of a kind that is looked at here', () => {
    const seen = new Set(wanted.flatMap(([check]) => Object.keys(check)));
    expect(seen).toEqual(new Set(Object.keys(kinds)));
  });

  test('reads the source that it names, else the first of the gate', () => {
    const check = { nullRate: { column: 'a', max: 0 } };
    const elsewhere = { nullRate: { source: 'weather', column: 'a', max: 0, severity: 'warn' } };
    expect(declared(parsed(check))).toMatchObject({ name: 'nullRate', source: undefined, severity: 'error' });
    expect(declared(parsed(elsewhere))).toMatchObject({ name: 'nullRate', source: 'weather', severity: 'warn' });
    expect(boundCheck(parsed(check), context).source).toBe('flights');
    expect(boundCheck(parsed(elsewhere), context)).toMatchObject({ source: 'weather', severity: 'warn' });
    expect(boundCheck(parsed(elsewhere), context).measures()).toEqual([
      { kind: 'rows', source: 'weather' },
      { kind: 'nulls', source: 'weather', column: 'a' },
    ]);
  });

  test('is about a column where it reads exactly one', () => {
    const subject = (check: unknown) => boundCheck(parsed(check), context).subject;
    expect(subject({ nullRate: { column: 'a', max: 0 } })).toEqual({ column: 'a' });
    expect(subject({ unique: { columns: ['a'] } })).toEqual({ column: 'a' });
    expect(subject({ unique: { columns: ['a', 'b'] } })).toEqual({});
    expect(subject({ rowCount: {} })).toEqual({});
  });

  test('of no kind is refused, and named', () => {
    expect(() => declared({ nothing: {} } as never)).toThrow(/nothing/);
    expect(() => declared({ one: {}, other: {} } as never)).toThrow(/one, other/);
  });
});

describe('a row is an offender', () => {
  const orphans = { kind: 'orphans', source, columns: ['a', 'b'], to: { source: 'file:x.csv', columns: ['c', 'd'] } };
  test.each([
    [
      { nullRate: { column: 'a', max: '2%' } },
      {
        code: 'NULL_RATE_ABOVE_MAXIMUM',
        column: 'a',
        offenders: { kind: 'nulls', source, column: 'a' },
        max: 0.02,
      },
    ],
    [{ unique: { columns: ['a', 'b'] } }, { code: 'NOT_UNIQUE', column: 'a, b', key: ['a', 'b'] }],
    [
      { range: { column: 'a', min: 1 } },
      { code: 'VALUE_OUT_OF_RANGE', column: 'a', offenders: { kind: 'outside', source, column: 'a', min: 1 } },
    ],
    [
      { set: { column: 'a', values: ['x'] } },
      { code: 'VALUE_NOT_IN_SET', column: 'a', offenders: { kind: 'notIn', source, column: 'a', values: ['x'] } },
    ],
    [
      { pattern: { column: 'a', pattern: 'x' } },
      { code: 'VALUE_NOT_MATCHED', column: 'a', offenders: { kind: 'unmatched', source, column: 'a', pattern: 'x' } },
    ],
    [
      { dateFormat: { column: 'a', format: '%Y' } },
      { code: 'DATE_MALFORMED', column: 'a', offenders: { kind: 'undated', source, column: 'a', format: '%Y' } },
    ],
    [
      { compare: { left: 'a', operator: '<', right: 'b' } },
      {
        code: 'COMPARISON_FAILED',
        column: 'a, b',
        offenders: { kind: 'disagreeing', source, left: 'a', operator: '<', right: 'b' },
      },
    ],
    [
      { foreignKey: { columns: ['a', 'b'], to: { file: 'x.csv', columns: ['c', 'd'] } } },
      { code: 'FOREIGN_KEY_MISSING', column: 'a, b', orphans },
    ],
  ])('of %j', (check, offence) => expect(declared(parsed(check)).offence('flights')).toStrictEqual(offence));

  test('of no check that is about a snapshot as a whole', () => {
    const about = new Set(wanted.flatMap(([check]) => (declared(parsed(check)).offence('') ? Object.keys(check) : [])));
    expect(about).toEqual(
      new Set(['nullRate', 'unique', 'range', 'set', 'pattern', 'dateFormat', 'compare', 'foreignKey']),
    );
  });
});
