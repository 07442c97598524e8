import { describe, expect, test } from 'vitest';
import type { Drifted, Measurement } from '#contracts/measure.ts';
import { psi } from '#domain/statistics/psi.ts';
import { context, counts, findingOf } from '#test/support/data/gate-samples.ts';

const told = (check: unknown, measurements: readonly Measurement[], more = {}) => {
  const { verdict, code } = findingOf(check, measurements, more);
  return [verdict, code];
};

describe('rowCount', () => {
  const previousRows = { flights: [110, 90, 100, 100, 5] };
  const near = { withinOfPrevious: '40%', over: 4 };
  test.each([
    ['within bounds', { min: 10, max: 20 }, 15, {}, ['pass', 'CHECK_PASSED']],
    ['at the minimum', { min: 10 }, 10, {}, ['pass', 'CHECK_PASSED']],
    ['below the minimum', { min: 10 }, 9, {}, ['fail', 'ROW_COUNT_BELOW_MINIMUM']],
    ['above the maximum', { max: 10 }, 11, {}, ['fail', 'ROW_COUNT_ABOVE_MAXIMUM']],
    ['no rows, where none are declared enough', { min: 0 }, 0, {}, ['pass', 'CHECK_PASSED']],
    ['no rows, without a minimum', {}, 0, {}, ['inconclusive', 'SAMPLE_TOO_SMALL']],
    ['no rows, below a maximum', { max: 10 }, 0, {}, ['inconclusive', 'SAMPLE_TOO_SMALL']],
    ['near the windows before', near, 60, { previousRows }, ['pass', 'CHECK_PASSED']],
    ['far from the windows before', near, 59, { previousRows }, ['fail', 'ROW_COUNT_DEVIATES']],
    ['far above the windows before', near, 141, { previousRows }, ['fail', 'ROW_COUNT_DEVIATES']],
    ['no window before', near, 100, {}, ['inconclusive', 'REFERENCE_MISSING']],
    ['fewer windows before than asked for', near, 100, { previousRows: { flights: [90] } }, ['pass', 'CHECK_PASSED']],
    ['below the minimum, no window before', { ...near, min: 101 }, 100, {}, ['fail', 'ROW_COUNT_BELOW_MINIMUM']],
    ['no rows before and now', near, 0, { previousRows: { flights: [0] } }, ['inconclusive', 'SAMPLE_TOO_SMALL']],
    ['rows after windows without', near, 1, { previousRows: { flights: [0] } }, ['fail', 'ROW_COUNT_DEVIATES']],
  ])('%s', (_, options, rows, more, expected) => {
    expect(told({ rowCount: options }, counts(rows), more)).toEqual(expected);
  });

  test('says how far it is from what', () => {
    expect(findingOf({ rowCount: near }, counts(50), { previousRows })).toMatchObject({
      observed: { rows: 50, windows: 4, mean: 100, deviation: 0.5 },
      expected: { withinOfPrevious: 0.4, over: 4 },
    });
  });
});

describe('nullRate', () => {
  const rate = (max: unknown) => ({ nullRate: { column: 'origin', max } });
  test.each([
    ['no null', rate(0), [100, 0], ['pass', 'CHECK_PASSED']],
    ['one null where none may be', rate(0), [1_000_000, 1], ['fail', 'NULL_RATE_ABOVE_MAXIMUM']],
    ['exactly the rate', rate('7%'), [100, 7], ['pass', 'CHECK_PASSED']],
    ['exactly a rate that floats do not hold', rate('2.3%'), [1000, 23], ['pass', 'CHECK_PASSED']],
    ['one above', rate('7%'), [100, 8], ['fail', 'NULL_RATE_ABOVE_MAXIMUM']],
    ['no rows', rate(1), [0, 0], ['inconclusive', 'SAMPLE_TOO_SMALL']],
  ])('%s', (_, check, [rows = 0, nulls = 0], expected) => expect(told(check, counts(rows, nulls))).toEqual(expected));

  test('names its column, and the rows that are affected', () => {
    expect(findingOf(rate(0), counts(200, 3))).toEqual({
      check: 'nullRate',
      source: 'flights',
      column: 'origin',
      severity: 'error',
      verdict: 'fail',
      code: 'NULL_RATE_ABOVE_MAXIMUM',
      observed: { rows: 200, nulls: 3, rate: 0.015 },
      expected: { max: 0 },
      affected: 3,
    });
  });
});

describe('unique', () => {
  const check = { unique: { columns: ['flight_id'] } };
  test('passes without repeats', () => expect(told(check, counts(10, 10, 0))).toEqual(['pass', 'CHECK_PASSED']));
  test('fails with one', () => expect(told(check, counts(10, 10, 1))).toEqual(['fail', 'NOT_UNIQUE']));
  test('cannot tell of no rows', () =>
    expect(told(check, counts(0, 0, 0))).toEqual(['inconclusive', 'SAMPLE_TOO_SMALL']));
  test('names one column, or lists several', () => {
    expect(findingOf(check, counts(1, 1, 0))).toMatchObject({ column: 'flight_id', affected: 0 });
    expect(findingOf({ unique: { columns: ['a', 'b'] } }, counts(1, 1, 0))).not.toHaveProperty('column');
  });
});

describe.each([
  ['range', { range: { column: 'distance', min: 0, max: 5000 } }, 'VALUE_OUT_OF_RANGE', { min: 0, max: 5000 }],
  ['set', { set: { column: 'carrier', values: ['UA', 'AA'] } }, 'VALUE_NOT_IN_SET', { values: ['UA', 'AA'] }],
  ['pattern', { pattern: { column: 'carrier', pattern: '^[A-Z]' } }, 'VALUE_NOT_MATCHED', { pattern: '^[A-Z]' }],
  ['dateFormat', { dateFormat: { column: 'day', format: '%Y' } }, 'DATE_MALFORMED', { format: '%Y' }],
] as const)('%s', (_, check, code, expected) => {
  test('passes where no value offends', () => expect(told(check, counts(10, 2, 0))).toEqual(['pass', 'CHECK_PASSED']));
  test('fails where one does', () => {
    expect(findingOf(check, counts(10, 2, 1))).toMatchObject({
      verdict: 'fail',
      code,
      observed: { rows: 10, values: 8, offending: 1 },
      expected,
      affected: 1,
    });
  });
  test('cannot tell of no rows, or of nulls only', () => {
    expect(told(check, counts(0, 0, 0))).toEqual(['inconclusive', 'SAMPLE_TOO_SMALL']);
    expect(told(check, counts(10, 10, 0))).toEqual(['inconclusive', 'SAMPLE_TOO_SMALL']);
  });
});

describe('drift', () => {
  const check = { drift: { column: 'distance', method: 'psi', max: 0.2, minRows: 100 } };
  const references = { flights: `sha256:${'1'.repeat(64)}` };
  const total = (counts: number[]) => counts.reduce((sum, count) => sum + count, 0);
  const counted = (reference: number[], current: number[], more: Partial<Drifted> = {}): Measurement => ({
    drift: {
      ...(total(reference) * total(current) > 0 && { statistic: psi(reference, current) }),
      rows: total(current),
      referenceRows: total(reference),
      nulls: 1,
      referenceNulls: 2,
      bins: { numeric: true, edges: reference.slice(1).map((_, i) => String(i)), reference, current },
      ...more,
    },
  });
  test.each([
    ['the same shares', [50, 50], [500, 500], ['pass', 'CHECK_PASSED']],
    ['other shares', [50, 50], [90, 10], ['fail', 'DRIFT_ABOVE_MAXIMUM']],
    ['too few rows', [50, 50], [49, 50], ['inconclusive', 'SAMPLE_TOO_SMALL']],
    ['too small a reference', [49, 50], [50, 50], ['inconclusive', 'SAMPLE_TOO_SMALL']],
    ['nothing at all', [0, 0], [0, 0], ['inconclusive', 'SAMPLE_TOO_SMALL']],
  ])('%s', (_, reference, current, expected) => {
    expect(told(check, [counted(reference, current)], { references })).toEqual(expected);
  });

  test('cannot tell without a reference', () => expect(told(check, [])).toEqual(['inconclusive', 'REFERENCE_MISSING']));
  test('gives the statistic with its bins', () => {
    const { observed } = findingOf(check, [counted([50, 50], [90, 10])], { references });
    expect(observed).toMatchObject({
      rows: 100,
      referenceRows: 100,
      edges: ['0'],
      reference: [50, 50],
      current: [90, 10],
    });
    expect(observed.statistic).toBeCloseTo(0.4 * Math.log(9), 12);
  });
  test('leaves out the bins of many levels', () => {
    const many = new Array<number>(40).fill(10);
    expect(findingOf(check, [counted(many, many)], { references }).observed).not.toHaveProperty('edges');
  });
  test('tells the statistic of a sample that is too small, too', () => {
    expect(findingOf(check, [counted([50, 50], [49, 50])], { references }).observed).toHaveProperty('statistic');
  });

  test.each([
    [0.05, ['pass', 'CHECK_PASSED']],
    [0.0499, ['fail', 'DRIFT_SIGNIFICANT']],
  ])('with a p-value of %d against 0.05', (pValue, expected) => {
    const ks = { drift: { column: 'distance', method: 'ks', minPValue: 0.05 } };
    expect(told(ks, [counted([50, 50], [90, 10], { pValue })], { references })).toEqual(expected);
  });
});

describe('schema', () => {
  const actual = [
    { name: 'scheduled_at', type: 'TIMESTAMP WITH TIME ZONE' },
    { name: 'distance', type: 'DECIMAL(18,3)' },
    { name: 'flight_id', type: 'VARCHAR' },
  ];
  const [time, distance, id] = actual as [(typeof actual)[0], (typeof actual)[0], (typeof actual)[0]];
  const extra = { name: 'gate', type: 'VARCHAR' };
  test.each([
    ['the contract’s columns in any order', {}, actual, ['pass', 'CHECK_PASSED']],
    ['one is missing', {}, [time, id], ['fail', 'COLUMN_MISSING']],
    ['one has another type', {}, [time, id, { ...distance, type: 'VARCHAR' }], ['fail', 'COLUMN_TYPE_MISMATCH']],
    ['one more than known', {}, [...actual, extra], ['fail', 'COLUMN_UNEXPECTED']],
    ['one more where that is allowed', { extra: 'allow' }, [...actual, extra], ['pass', 'CHECK_PASSED']],
    ['one renamed', {}, [time, id, { ...distance, name: 'Distance' }], ['fail', 'COLUMN_MISSING']],
    ['no table at all', {}, [], ['inconclusive', 'SAMPLE_TOO_SMALL']],
  ])('%s', (_, options, columns, expected) => expect(told({ schema: options }, [{ columns }])).toEqual(expected));

  test('lists what is wrong', () => {
    const columns = [time, { ...id, type: 'BLOB' }, extra];
    expect(findingOf({ schema: {} }, [{ columns }]).observed).toEqual({
      columns: 3,
      missing: ['distance'],
      mismatched: [{ column: 'flight_id', type: 'BLOB', expected: 'string' }],
      unexpected: ['gate'],
    });
  });
  test('is an error for a source without contract', () => {
    expect(told({ schema: {} }, [{ columns: actual }], { ...context, columns: {} })).toEqual([
      'error',
      'CONTRACT_MISSING',
    ]);
  });
});
