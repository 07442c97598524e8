import { describe, expect, test } from 'vitest';
import type { Finding } from '#contracts/finding.ts';
import type { Drifted, Measurement } from '#contracts/measure.ts';
import type { GateContext } from '#domain/gates/context.ts';
import { counts, findingOf } from './samples.ts';

/** All that a finding says beside the name of its check, its source and its severity, which are the check's own. */
type Said = Omit<Finding, 'check' | 'source' | 'severity'>;
type Case = [what: string, check: object, measured: Measurement[], said: Said, context?: Partial<GateContext>];

const says = (cases: readonly Case[]) =>
  test.each(cases)('%s', (_, check, measured, said, context = {}) => {
    const finding = findingOf(check, measured, context);
    expect(finding).toStrictEqual({ check: Object.keys(check)[0], source: 'flights', severity: 'error', ...said });
  });

const column = 'a';
const pass = { verdict: 'pass', code: 'CHECK_PASSED' } as const;
const tooSmall = { verdict: 'inconclusive', code: 'SAMPLE_TOO_SMALL' } as const;
const noReference = { verdict: 'inconclusive', code: 'REFERENCE_MISSING' } as const;

describe('rowCount says', () => {
  const near = { min: 1, withinOfPrevious: '50%', over: 2 };
  const previousRows = { flights: [100, 300, 1] };
  const nearExpected = { min: 1, withinOfPrevious: 0.5, over: 2 };
  says([
    [
      'the bounds',
      { rowCount: { min: 1, max: 9 } },
      counts(5),
      { ...pass, observed: { rows: 5 }, expected: { min: 1, max: 9 } },
    ],
    ['the only bound', { rowCount: { max: 9 } }, counts(5), { ...pass, observed: { rows: 5 }, expected: { max: 9 } }],
    [
      'the bound at the maximum',
      { rowCount: { max: 9 } },
      counts(9),
      { ...pass, observed: { rows: 9 }, expected: { max: 9 } },
    ],
    ['no bound', { rowCount: {} }, counts(0), { ...tooSmall, observed: { rows: 0 }, expected: {} }],
    [
      'how far it is from the mean of as many windows as declared',
      { rowCount: near },
      counts(100),
      { ...pass, observed: { rows: 100, windows: 2, mean: 200, deviation: 0.5 }, expected: nearExpected },
      { previousRows },
    ],
    [
      'that no window came before',
      { rowCount: near },
      counts(100),
      { ...noReference, observed: { rows: 100, windows: 0 }, expected: nearExpected },
    ],
    [
      'that windows before had no rows',
      { rowCount: near },
      counts(1),
      {
        verdict: 'fail',
        code: 'ROW_COUNT_DEVIATES',
        observed: { rows: 1, windows: 1, mean: 0 },
        expected: nearExpected,
      },
      { previousRows: { flights: [0] } },
    ],
    [
      'that all rows are gone',
      { rowCount: { withinOfPrevious: '50%' } },
      counts(0),
      {
        verdict: 'fail',
        code: 'ROW_COUNT_DEVIATES',
        observed: { rows: 0, windows: 1, mean: 4, deviation: 1 },
        expected: { withinOfPrevious: 0.5, over: 4 },
      },
      { previousRows: { flights: [4] } },
    ],
    [
      'that neither now nor before there were rows',
      { rowCount: { withinOfPrevious: '50%' } },
      counts(0),
      { ...tooSmall, observed: { rows: 0, windows: 1, mean: 0 }, expected: { withinOfPrevious: 0.5, over: 4 } },
      { previousRows: { flights: [0] } },
    ],
  ]);
});

describe('nullRate says', () => {
  const check = { nullRate: { column, max: '50%' } };
  says([
    [
      'that there are no rows',
      check,
      counts(0, 0),
      { ...tooSmall, column, observed: { rows: 0 }, expected: { max: 0.5 } },
    ],
    [
      'the rate',
      check,
      counts(4, 2),
      { ...pass, column, observed: { rows: 4, nulls: 2, rate: 0.5 }, expected: { max: 0.5 }, affected: 2 },
    ],
  ]);
});

describe('unique says', () => {
  const one = { unique: { columns: ['a'] } };
  const two = { unique: { columns: ['a', 'b'] } };
  says([
    [
      'that there are no rows',
      one,
      counts(0, 0),
      { ...tooSmall, column, observed: { rows: 0 }, expected: { columns: ['a'], repeats: 0 } },
    ],
    [
      'how many rows repeat a key',
      one,
      counts(5, 2),
      {
        verdict: 'fail',
        code: 'NOT_UNIQUE',
        column,
        observed: { rows: 5, repeats: 2 },
        expected: { columns: ['a'], repeats: 0 },
        affected: 2,
      },
    ],
    [
      'which columns are the key',
      two,
      counts(5, 0),
      { ...pass, observed: { rows: 5, repeats: 0 }, expected: { columns: ['a', 'b'], repeats: 0 }, affected: 0 },
    ],
  ]);
});

describe.each([
  ['range', 'VALUE_OUT_OF_RANGE', { min: 0 }],
  ['range', 'VALUE_OUT_OF_RANGE', { max: '2013-05-01' }],
  ['range', 'VALUE_OUT_OF_RANGE', { min: 0, max: 1 }],
  ['set', 'VALUE_NOT_IN_SET', { values: ['UA', 1] }],
  ['pattern', 'VALUE_NOT_MATCHED', { pattern: '^x' }],
  ['dateFormat', 'DATE_MALFORMED', { format: '%Y' }],
] as const)('%s says', (name, code, expected) => {
  const check = { [name]: { column, ...expected } };
  const observed = (rows: number, values: number, offending: number) => ({ rows, values, offending });
  says([
    ['that there are no rows', check, counts(0, 0, 0), { ...tooSmall, column, observed: { rows: 0 }, expected }],
    [
      'that there are nulls only',
      check,
      counts(5, 5, 0),
      { ...tooSmall, column, observed: observed(5, 0, 0), expected, affected: 0 },
    ],
    [
      'how many values were looked at',
      check,
      counts(5, 4, 0),
      { ...pass, column, observed: observed(5, 1, 0), expected, affected: 0 },
    ],
    [
      'how many offend',
      check,
      counts(5, 2, 3),
      { verdict: 'fail', code, column, observed: observed(5, 3, 3), expected, affected: 3 },
    ],
  ]);
});

describe('compare says', () => {
  const check = { compare: { left: 'a', operator: '<=', right: 'b' } };
  const expected = { left: 'a', operator: '<=', right: 'b' };
  const observed = (rows: number, compared: number, offending: number) => ({ rows, compared, offending });
  says([
    [
      'that no row has both',
      check,
      counts(5, 0, 0),
      { ...tooSmall, observed: observed(5, 0, 0), expected, affected: 0 },
    ],
    ['that all agree', check, counts(5, 4, 0), { ...pass, observed: observed(5, 4, 0), expected, affected: 0 }],
    [
      'how many disagree',
      check,
      counts(5, 4, 1),
      { verdict: 'fail', code: 'COMPARISON_FAILED', observed: observed(5, 4, 1), expected, affected: 1 },
    ],
  ]);
});

describe('drift says', () => {
  const references = { flights: `sha256:${'1'.repeat(64)}` };
  const sides = { rows: 4, referenceRows: 5, nulls: 1, referenceNulls: 2 };
  const found = (more: Partial<Drifted>): Measurement[] => [{ drift: { ...sides, ...more } }];
  const psi = { drift: { column, method: 'psi', max: 0.25, minRows: 4 } };
  const ks = { drift: { column, method: 'ks', minPValue: 0.5 } };
  const psiExpected = { method: 'psi', max: 0.25, minRows: 4 };
  const ksExpected = { method: 'ks', minPValue: 0.5, minRows: 1 };
  const levels = (n: number) => ({
    numeric: false,
    edges: Array.from({ length: n }, (_, i) => `level ${i}`),
    reference: new Array<number>(n).fill(1),
    current: new Array<number>(n).fill(2),
  });
  says([
    ['that it has no reference', psi, [], { ...noReference, column, observed: {}, expected: psiExpected }],
    [
      'the statistic at its maximum, and what it was counted of',
      psi,
      found({ statistic: 0.25 }),
      { ...pass, column, observed: { ...sides, statistic: 0.25 }, expected: psiExpected },
      { references },
    ],
    [
      'that a side is too small',
      psi,
      found({ statistic: 0.5, rows: 3 }),
      { ...tooSmall, column, observed: { ...sides, rows: 3, statistic: 0.5 }, expected: psiExpected },
      { references },
    ],
    [
      'nothing that was not measured',
      psi,
      found({ statistic: undefined, pValue: undefined }),
      { ...tooSmall, column, observed: sides, expected: psiExpected },
      { references },
    ],
    [
      'the p-value at its minimum',
      ks,
      found({ statistic: 1, pValue: 0.5 }),
      { ...pass, column, observed: { ...sides, statistic: 1, pValue: 0.5 }, expected: ksExpected },
      { references },
    ],
    [
      'the p-value below its minimum',
      ks,
      found({ statistic: 0, pValue: 0.25 }),
      {
        verdict: 'fail',
        code: 'DRIFT_SIGNIFICANT',
        column,
        observed: { ...sides, statistic: 0, pValue: 0.25 },
        expected: ksExpected,
      },
      { references },
    ],
    [
      'as many levels as a person can read',
      psi,
      found({ statistic: 1, bins: levels(32) }),
      {
        verdict: 'fail',
        code: 'DRIFT_ABOVE_MAXIMUM',
        column,
        observed: { ...sides, statistic: 1, ...levels(32) },
        expected: psiExpected,
      },
      { references },
    ],
    [
      'how many levels there are, where they are more',
      psi,
      found({ statistic: 0, bins: levels(33) }),
      { ...pass, column, observed: { ...sides, statistic: 0, numeric: false, levels: 33 }, expected: psiExpected },
      { references },
    ],
  ]);
});

describe('foreignKey says', () => {
  const one = { foreignKey: { columns: ['a'], to: { source: 'other', columns: ['c'] } } };
  const file = { foreignKey: { columns: ['a', 'b'], to: { file: 'x.csv' } } };
  const expected = { columns: ['a'], to: { source: 'other', columns: ['c'] }, orphans: 0 };
  says([
    [
      'that no row has a key',
      one,
      counts(5, 3, 0, 0),
      { ...tooSmall, column, observed: { rows: 5, keys: 0, referenceRows: 3 }, expected },
    ],
    [
      'that there is nothing to refer to',
      one,
      counts(5, 0, 4, 4),
      { ...noReference, column, observed: { rows: 5, keys: 4, referenceRows: 0 }, expected },
    ],
    [
      'how many keys have no row',
      one,
      counts(5, 3, 4, 2),
      {
        verdict: 'fail',
        code: 'FOREIGN_KEY_MISSING',
        column,
        observed: { rows: 5, keys: 4, referenceRows: 3, orphans: 2 },
        expected,
        affected: 2,
      },
    ],
    [
      'which columns and which file',
      file,
      counts(5, 3, 4, 0),
      {
        ...pass,
        observed: { rows: 5, keys: 4, referenceRows: 3, orphans: 0 },
        expected: { columns: ['a', 'b'], to: { file: 'x.csv', columns: ['a', 'b'] }, orphans: 0 },
        affected: 0,
      },
    ],
  ]);
});

describe('completeness says', () => {
  const check = { completeness: { by: 'a', expected: ['x', 'y'], min: '50%' } };
  const spans = { completeness: { by: 'a', expected: ['x', 'y'], every: '1h', at: 't' } };
  const expected = { by: ['a'], min: 0.5 };
  const groups = (wanted: number, missing: number) => ({ groups: { expected: wanted, missing, first: [['x']] } });
  says([
    [
      'that it has no reference',
      { completeness: { by: 'a' } },
      counts(5),
      { ...noReference, observed: { rows: 5 }, expected: { by: ['a'], min: 1 } },
    ],
    ['that there are no rows', check, [...counts(0), groups(2, 2)], { ...tooSmall, observed: { rows: 0 }, expected }],
    [
      'that nothing was expected',
      check,
      [...counts(5), groups(0, 0)],
      { ...tooSmall, observed: { rows: 5, expected: 0, missing: 0 }, expected },
    ],
    [
      'what share is there',
      check,
      [...counts(5), groups(2, 0)],
      { ...pass, observed: { rows: 5, expected: 2, missing: 0, share: 1 }, expected },
    ],
    [
      'what is missing, where that is tolerated too',
      check,
      [...counts(5), groups(2, 1)],
      { ...pass, observed: { rows: 5, expected: 2, missing: 1, first: [['x']], share: 0.5 }, expected },
    ],
    [
      'in which spans',
      spans,
      [...counts(5), groups(4, 1)],
      {
        verdict: 'fail',
        code: 'GROUPS_MISSING',
        observed: { rows: 5, expected: 4, missing: 1, first: [['x']], share: 0.75 },
        expected: { by: ['a'], min: 1, every: '1h', at: 't' },
      },
    ],
  ]);
});

describe('outliers says', () => {
  const check = { outliers: { column, max: '50%', z: 3 } };
  const expected = { z: 3, max: 0.5 };
  const spread = (values: number, outliers: number, more: object = { median: 5, mad: 1 }): Measurement[] => [
    { spread: { values, outliers, ...more } },
  ];
  says([
    [
      'the share',
      check,
      spread(4, 2),
      { ...pass, column, observed: { values: 4, median: 5, mad: 1, outliers: 2, rate: 0.5 }, expected, affected: 2 },
    ],
    ['that there are no values', check, spread(0, 0), { ...tooSmall, column, observed: { values: 0 }, expected }],
    [
      'that there is no median',
      check,
      spread(4, 0, { mad: 1 }),
      { ...tooSmall, column, observed: { values: 4 }, expected },
    ],
    [
      'that there is no spread',
      check,
      spread(4, 0, { median: 1 }),
      { ...tooSmall, column, observed: { values: 4 }, expected },
    ],
  ]);
});

describe.each(['sum', 'mean'] as const)('%s says', (name) => {
  const total = (values: number, numerator: bigint): Measurement[] => [
    { total: { values: String(values), numerator: String(numerator), denominator: '2' } },
  ];
  const value = name === 'sum' ? 5 : 2.5;
  says([
    [
      'that there are no values',
      { [name]: { column, min: 1 } },
      total(0, 0n),
      { ...tooSmall, column, observed: { values: 0 }, expected: { min: 1 } },
    ],
    [
      'the statistic at its least',
      { [name]: { column, min: value } },
      total(2, 10n),
      { ...pass, column, observed: { values: 2, [name]: value }, expected: { min: value } },
    ],
    [
      'the statistic at its most',
      { [name]: { column, max: value } },
      total(2, 10n),
      { ...pass, column, observed: { values: 2, [name]: value }, expected: { max: value } },
    ],
    [
      'the statistic below its least',
      { [name]: { column, min: 6, max: 7 } },
      total(2, 10n),
      {
        verdict: 'fail',
        code: 'STATISTIC_OUT_OF_BOUNDS',
        column,
        observed: { values: 2, [name]: value },
        expected: { min: 6, max: 7 },
      },
    ],
    [
      'by a text that it is beyond doubles',
      { [name]: { column, min: 0 } },
      total(1, -(10n ** 400n)),
      {
        verdict: 'fail',
        code: 'STATISTIC_OUT_OF_BOUNDS',
        column,
        observed: { values: 1, [name]: '-Infinity' },
        expected: { min: 0 },
      },
    ],
  ]);
});

describe('quantile says', () => {
  const check = { quantile: { column, q: 0.5, max: 3 } };
  const expected = { q: 0.5, max: 3 };
  says([
    [
      'that there are no values',
      check,
      [{ quantile: { values: 0 } }],
      { ...tooSmall, column, observed: { values: 0 }, expected },
    ],
    [
      'which it is',
      check,
      [{ quantile: { values: 5, value: 2 } }],
      { ...pass, column, observed: { values: 5, quantile: 2 }, expected },
    ],
  ]);
});

describe('monotonic says', () => {
  const check = { monotonic: { column, by: 'b' } };
  const strict = { monotonic: { column, by: 'b', strict: true, direction: 'descending' } };
  const observed = (rows: number, ordered: number, offending: number) => ({ rows, ordered, offending });
  says([
    [
      'that one row has no order',
      check,
      counts(5, 1, 0),
      {
        ...tooSmall,
        column,
        observed: observed(5, 1, 0),
        expected: { by: ['b'], direction: 'ascending' },
        affected: 0,
      },
    ],
    [
      'how many rows were in order',
      check,
      counts(5, 2, 0),
      { ...pass, column, observed: observed(5, 2, 0), expected: { by: ['b'], direction: 'ascending' }, affected: 0 },
    ],
    [
      'that equal neighbours break it',
      strict,
      counts(5, 4, 1),
      {
        verdict: 'fail',
        code: 'NOT_MONOTONIC',
        column,
        observed: observed(5, 4, 1),
        expected: { by: ['b'], direction: 'descending', strict: true },
        affected: 1,
      },
    ],
  ]);
});

const noon = Date.parse('2013-05-01T12:00:00Z');
const latest = (ms: number): Measurement => ({ latest: String(ms * 1000) });
const window = { start: noon - 86_400_000, end: noon };
const expectedAge = { maxAge: '1h', asOf: '2013-05-01T12:00:00Z' };

describe('freshness says', () => {
  const check = { freshness: { column, maxAge: '1h' } };
  const expected = expectedAge;
  says([
    [
      'that it has no instant to count to',
      check,
      [latest(noon)],
      { verdict: 'error', code: 'AS_OF_MISSING', column, observed: { error: 'AS_OF_MISSING' }, expected: {} },
    ],
    ['that there is no time', check, [{ latest: null }], { ...tooSmall, column, observed: {}, expected }, { window }],
    [
      'how old the latest is',
      check,
      [latest(noon - 3_600_000)],
      { ...pass, column, observed: { latest: '2013-05-01T11:00:00Z', ageMs: 3_600_000 }, expected },
      { window },
    ],
    [
      'how far in the future it is',
      check,
      [latest(noon + 1)],
      {
        verdict: 'fail',
        code: 'DATA_FROM_FUTURE',
        column,
        observed: { latest: '2013-05-01T12:00:00.001Z', ageMs: -1 },
        expected,
      },
      { window },
    ],
  ]);
});

describe('features says', () => {
  const check = { features: { columns: ['a', 'b'], maxNullRate: '50%' } };
  const expected = { columns: ['a', 'b'], maxNullRate: 0.5, constant: 'refuse' };
  const allowed = { features: { columns: ['a', 'b'], constant: 'allow' } };
  const aged = { features: { columns: ['a'], at: 't', maxAge: '1h' } };
  const agedExpected = { columns: ['a'], constant: 'refuse', at: 't' };
  const sound = { unavailable: [], constant: [] };
  says([
    ['that there are no rows', check, counts(0, 0, 0, 0, 0), { ...tooSmall, observed: { rows: 0 }, expected }],
    ['that all is well', check, counts(4, 2, 2, 0, 2), { ...pass, observed: { rows: 4, ...sound }, expected }],
    [
      'which have too many nulls, and which do not vary',
      check,
      counts(4, 3, 2, 0, 1),
      {
        verdict: 'fail',
        code: 'FEATURE_UNAVAILABLE',
        observed: { rows: 4, unavailable: ['a'], constant: ['b'] },
        expected,
      },
    ],
    [
      'which do not vary',
      check,
      counts(4, 0, 1, 0, 1),
      {
        verdict: 'fail',
        code: 'FEATURE_CONSTANT',
        observed: { rows: 4, unavailable: [], constant: ['a', 'b'] },
        expected,
      },
    ],
    [
      'that one row cannot vary',
      check,
      counts(1, 0, 1, 0, 1),
      { ...tooSmall, observed: { rows: 1, unavailable: [], constant: ['a', 'b'] }, expected },
    ],
    [
      'nothing of constants that are allowed, not of one row either',
      allowed,
      counts(1, 0, 1, 0, 1),
      { ...pass, observed: { rows: 1, ...sound }, expected: { columns: ['a', 'b'], constant: 'allow' } },
    ],
    [
      'how old they are',
      aged,
      [...counts(4, 0, 2), latest(noon - 1000)],
      {
        ...pass,
        observed: { rows: 4, ...sound, latest: '2013-05-01T11:59:59Z', ageMs: 1000 },
        expected: { ...agedExpected, ...expectedAge },
      },
      { window },
    ],
    [
      'that it has no instant to count to',
      aged,
      [...counts(4, 0, 2), latest(noon - 1000)],
      {
        verdict: 'error',
        code: 'AS_OF_MISSING',
        observed: { rows: 4, ...sound, error: 'AS_OF_MISSING' },
        expected: agedExpected,
      },
    ],
  ]);
});

describe('manifest says', () => {
  const files = (count: number) => ({ files: { flights: count } });
  says([
    [
      'the rows',
      { manifest: { rows: 5 } },
      counts(5),
      { ...pass, observed: { rows: 5 }, expected: { rows: 5 } },
      files(2),
    ],
    [
      'the files',
      { manifest: { files: 2 } },
      counts(5),
      { ...pass, observed: { files: 2 }, expected: { files: 2 } },
      files(2),
    ],
    [
      'both',
      { manifest: { rows: 4, files: 2 } },
      counts(5),
      {
        verdict: 'fail',
        code: 'MANIFEST_MISMATCH',
        observed: { rows: 5, files: 2 },
        expected: { rows: 4, files: 2 },
      },
      files(2),
    ],
    [
      'that the number of files is not known',
      { manifest: { rows: 5, files: 2 } },
      counts(5),
      { ...noReference, observed: { rows: 5 }, expected: { rows: 5, files: 2 } },
    ],
    [
      'that no rows came, though they were announced to be none',
      { manifest: { rows: 0 } },
      counts(0),
      { ...pass, observed: { rows: 0 }, expected: { rows: 0 } },
    ],
    [
      'that no rows came in as many files as announced',
      { manifest: { files: 2 } },
      counts(0),
      { ...tooSmall, observed: { files: 2 }, expected: { files: 2 } },
      files(2),
    ],
  ]);
});

describe('sql says', () => {
  const check = (more: object) => ({ sql: { query: 'SELECT * FROM data', max: 2, ...more } });
  says([
    [
      'how many rows the query gave',
      check({}),
      counts(2),
      { ...pass, observed: { rows: 2 }, expected: { max: 2, query: 'SELECT * FROM data' }, affected: 2 },
    ],
    [
      'the name of the query',
      check({ name: 'late' }),
      counts(3),
      {
        verdict: 'fail',
        code: 'SQL_ROWS_ABOVE_MAXIMUM',
        observed: { rows: 3 },
        expected: { max: 2, query: 'late' },
        affected: 3,
      },
    ],
  ]);
});

describe('schema says', () => {
  const columns = { a: 'integer', b: 'string' };
  const check = { schema: { columns } };
  const [a, b, c] = [
    { name: 'a', type: 'BIGINT' },
    { name: 'b', type: 'VARCHAR' },
    { name: 'c', type: 'DOUBLE' },
  ] as const;
  const sound = { missing: [], mismatched: [], unexpected: [] };
  const expected = { columns: 2, extra: 'refuse' };
  says([
    [
      'how many columns are declared and there',
      check,
      [{ columns: [b, a] }],
      { ...pass, observed: { columns: 2, ...sound }, expected },
    ],
    ['that there are none', check, [{ columns: [] }], { ...tooSmall, observed: { columns: 0 }, expected }],
    [
      'nothing of others that are allowed',
      { schema: { columns, extra: 'allow' } },
      [{ columns: [a, c, b] }],
      { ...pass, observed: { columns: 3, ...sound }, expected: { columns: 2, extra: 'allow' } },
    ],
    [
      'which are not known, by name and not as they stand',
      check,
      [{ columns: [{ ...c, name: 'd' }, c, b, a] }],
      {
        verdict: 'fail',
        code: 'COLUMN_UNEXPECTED',
        observed: { columns: 4, ...sound, unexpected: ['c', 'd'] },
        expected,
      },
    ],
    [
      'which is of another type',
      check,
      [{ columns: [a, { name: 'b', type: 'BLOB' }] }],
      {
        verdict: 'fail',
        code: 'COLUMN_TYPE_MISMATCH',
        observed: { columns: 2, ...sound, mismatched: [{ column: 'b', type: 'BLOB', expected: 'string' }] },
        expected,
      },
    ],
    [
      'which is missing, before all else',
      check,
      [{ columns: [c, { name: 'b', type: 'BLOB' }] }],
      {
        verdict: 'fail',
        code: 'COLUMN_MISSING',
        observed: {
          columns: 2,
          missing: ['a'],
          mismatched: [{ column: 'b', type: 'BLOB', expected: 'string' }],
          unexpected: ['c'],
        },
        expected,
      },
    ],
    [
      'that they stand in their order, others between them left aside',
      { schema: { columns, ordered: true, extra: 'allow' } },
      [{ columns: [c, a, c, b] }],
      { ...pass, observed: { columns: 4, ...sound }, expected: { columns: 2, extra: 'allow', ordered: true } },
    ],
    [
      'in which order they stand instead',
      { schema: { columns, ordered: true } },
      [{ columns: [b, a] }],
      {
        verdict: 'fail',
        code: 'COLUMN_ORDER_DIFFERS',
        observed: { columns: 2, ...sound, order: ['b', 'a'] },
        expected: { columns: 2, extra: 'refuse', ordered: true },
      },
    ],
    [
      'that it has no contract',
      { schema: {} },
      [{ columns: [a] }],
      { verdict: 'error', code: 'CONTRACT_MISSING', observed: { error: 'CONTRACT_MISSING' }, expected: {} },
      { columns: {} },
    ],
  ]);
});
