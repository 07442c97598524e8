import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Measurement } from '#contracts/measure.ts';
import { declared } from '#domain/gates/checks/bound.ts';
import { counts, findingOf, gateOf } from '#test/support/data/gate-samples.ts';

const noon = Date.parse('2013-05-01T12:00:00Z');
const latest = (ms: number, us = 0): Measurement => ({ latest: String(BigInt(ms) * 1000n + BigInt(us)) });
const hour = 3_600_000;
const window = { start: noon - 12 * hour, end: noon };

describe('freshness', () => {
  const check = { freshness: { column: 'scheduled_at', maxAge: '2h' } };
  test.each([
    ['now', latest(noon), 'pass', 'CHECK_PASSED'],
    ['just recent', latest(noon - 2 * hour), 'pass', 'CHECK_PASSED'],
    ['a microsecond too old', latest(noon - 2 * hour, -1), 'fail', 'DATA_STALE'],
    ['of the future', latest(noon, 1), 'fail', 'DATA_FROM_FUTURE'],
    ['without a value', { latest: null }, 'inconclusive', 'SAMPLE_TOO_SMALL'],
    ['no time', { latest: 'noon' }, 'error', 'CHECK_ERROR'],
  ] as const)('%s', (_, found, verdict, code) =>
    expect(findingOf(check, [found], { window })).toMatchObject({ verdict, code, column: 'scheduled_at' }),
  );

  test('counts to the declared instant, and is an error without one: no clock is asked', () => {
    const asOf = { freshness: { ...check.freshness, asOf: '2013-05-01T14:00:00+02:00' } };
    expect(findingOf(asOf, [latest(noon - hour)])).toMatchObject({
      verdict: 'pass',
      observed: { latest: '2013-05-01T11:00:00Z', ageMs: hour },
      expected: { maxAge: '2h', asOf: '2013-05-01T12:00:00Z' },
    });
    expect(findingOf(check, [latest(noon)])).toMatchObject({ verdict: 'error', code: 'AS_OF_MISSING' });
  });

  test.each([
    [latest(noon, -1), '2013-05-01T11:59:59.999999Z'],
    [latest(noon - 1), '2013-05-01T11:59:59.999Z'],
    [latest(-1, 1), '1969-12-31T23:59:59.999001Z'],
    [{ latest: '-62200000000000000' }, '-62200000000000000 µs'],
    [{ latest: '-62167219200000001' }, '-62167219200000001 µs'],
    [{ latest: '-62167219200000000' }, '0000-01-01T00:00:00Z'],
    [{ latest: '253402300799999999' }, '9999-12-31T23:59:59.999999Z'],
    [{ latest: '253402300800000000' }, '253402300800000000 µs'],
  ])('writes %j as %s', (found, text) =>
    expect(findingOf(check, [found], { window }).observed).toMatchObject({ latest: text }),
  );

  test('writes every time to the microsecond, and knows its age', () => {
    const years = { min: -62_167_219_200_000_000n, max: 253_402_300_799_999_999n };
    fc.assert(
      fc.property(fc.oneof(fc.bigInt(years), fc.bigInt({ min: -2_000_000n, max: 2_000_000n })), (us) => {
        const { observed } = findingOf(check, [{ latest: String(us) }], { window });
        const [, second, fraction = ''] = /^(.*:\d\d)(?:\.(\d{3}|\d{6}))?Z$/.exec(String(observed.latest)) ?? [];
        expect(BigInt(Date.parse(`${second}Z`)) * 1000n + BigInt(fraction.padEnd(6, '0'))).toBe(us);
        expect(fraction).not.toMatch(/^(?:000)+$|\d{3}000$/);
        expect(observed.ageMs).toBe(Number(BigInt(noon) * 1000n - us) / 1000);
      }),
    );
  });
});

describe('monotonic', () => {
  const check = { monotonic: { column: 'meter', by: 'read_at' } };
  test.each([
    ['in order', [10, 9, 0], 'pass', 'CHECK_PASSED'],
    ['a row that falls back', [10, 9, 1], 'fail', 'NOT_MONOTONIC'],
    ['a single row', [10, 1, 0], 'inconclusive', 'SAMPLE_TOO_SMALL'],
    ['no rows', [0, 0, 0], 'inconclusive', 'SAMPLE_TOO_SMALL'],
  ] as const)('%s', (_, measured, verdict, code) =>
    expect(findingOf(check, counts(...measured))).toMatchObject({ verdict, code, column: 'meter' }),
  );
});

describe('features', () => {
  const check = (more: object = {}) => ({ features: { columns: ['a', 'b'], ...more } });
  // Rows, then nulls and variety of each column.
  test.each([
    ['two that vary', check(), [10, 0, 2, 9, 2], 'pass', 'CHECK_PASSED'],
    ['one all null', check(), [10, 0, 2, 10, 0], 'fail', 'FEATURE_UNAVAILABLE'],
    [
      'one all null where constants are allowed',
      check({ constant: 'allow' }),
      [10, 0, 2, 10, 0],
      'fail',
      'FEATURE_UNAVAILABLE',
    ],
    ['as many nulls as declared', check({ maxNullRate: '20%' }), [10, 2, 2, 0, 2], 'pass', 'CHECK_PASSED'],
    ['more nulls', check({ maxNullRate: '20%' }), [10, 3, 2, 0, 2], 'fail', 'FEATURE_UNAVAILABLE'],
    ['a constant', check(), [10, 0, 1, 0, 2], 'fail', 'FEATURE_CONSTANT'],
    ['a constant that is allowed', check({ constant: 'allow' }), [10, 0, 1, 0, 2], 'pass', 'CHECK_PASSED'],
    ['one row', check(), [1, 0, 1, 0, 1], 'inconclusive', 'SAMPLE_TOO_SMALL'],
    ['no rows', check(), [0, 0, 0, 0, 0], 'inconclusive', 'SAMPLE_TOO_SMALL'],
  ] as const)('%s', (_, declaredCheck, measured, verdict, code) =>
    expect(findingOf(declaredCheck, counts(...measured))).toMatchObject({ verdict, code }),
  );

  test('are recent, where that is asked', () => {
    const aged = check({ at: 'known_at', maxAge: '1h' });
    const found = (ms: number) => findingOf(aged, [...counts(10, 0, 2, 0, 2), latest(ms)], { window });
    expect(found(noon - hour)).toMatchObject({
      verdict: 'pass',
      observed: { unavailable: [], latest: '2013-05-01T11:00:00Z' },
    });
    expect(found(noon - hour - 1)).toMatchObject({
      verdict: 'fail',
      code: 'DATA_STALE',
      expected: { at: 'known_at', maxAge: '1h' },
    });
  });
});

describe('manifest', () => {
  const told = (options: object, rows: number, files?: number) => {
    const { verdict, code } = findingOf(
      { manifest: options },
      counts(rows),
      files === undefined ? {} : { files: { flights: files } },
    );
    return [verdict, code];
  };
  test.each([
    [{ rows: 5 }, 5, undefined, ['pass', 'CHECK_PASSED']],
    [{ rows: 5 }, 4, undefined, ['fail', 'MANIFEST_MISMATCH']],
    [{ rows: 5, files: 2 }, 5, 2, ['pass', 'CHECK_PASSED']],
    [{ files: 2 }, 5, 3, ['fail', 'MANIFEST_MISMATCH']],
    [{ files: 2 }, 5, undefined, ['inconclusive', 'REFERENCE_MISSING']],
    [{ files: 2 }, 0, 2, ['inconclusive', 'SAMPLE_TOO_SMALL']],
    [{ rows: 0, files: 1 }, 0, 1, ['pass', 'CHECK_PASSED']],
  ] as const)('%j of %d rows in %s files', (options, rows, files, expected) =>
    expect(told(options, rows, files)).toEqual(expected),
  );
});

test.each([
  ['by', { monotonic: { column: 'a', by: 'a' } }],
  ['', { features: { columns: 'a', maxAge: '1h' } }],
  ['', { features: { columns: 'a', at: 'x' } }],
  ['columns', { features: { columns: ['a', 'a'] } }],
  ['', { manifest: {} }],
])('contradicts itself at "%s"', (at, check) => {
  const [only] = gateOf([check]).checks;
  expect(only && declared(only).contradiction()?.at.join('.')).toBe(at);
});
