import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMeasurer } from '#activities/engine/measure.ts';
import { createSandboxedSql } from '#activities/engine/sandboxed-sql.ts';
import type { Measure, Measurement } from '#contracts/measure.ts';
import { sha256 } from '#domain/digest.ts';
import { nearestDouble } from '#domain/statistics/exact-sum.ts';
import { linearQuantile } from '#domain/statistics/quantile.ts';
import { openWorkbench, type Workbench } from '#test/support/workbench.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

let made = 0;
/** The answer to one measure of a query's rows; other tables are sources by their names. */
async function measured(measure: Measure, query: string, others: Readonly<Record<string, string>> = {}) {
  const files = new Map<string, readonly string[]>();
  for (const [name, rows] of Object.entries({ s: query, ...others }))
    files.set(name, [await bench.parquet(`kinds-${made++}`, rows)]);
  const reference = async () => files.get('reference') ?? [];
  const [answer] = await createMeasurer(
    bench.engine,
    createSandboxedSql(bench.scratch),
  )({ plan: [measure], files, reference });
  return answer;
}

const of = (type: string, ...values: readonly string[]) =>
  `SELECT unnest([${values.map((value) => `CAST(${value} AS ${type})`).join(', ')}]) AS x`;
const none = (type: string) => `SELECT NULL::${type} AS x WHERE false`;
const error = (code: string): Measurement => ({ error: code });
const base = { source: 's', column: 'x' } as const;
const odd = 'a.b "; DROP TABLE t; -- 🛫';
const name = `"${odd.replaceAll('"', '""')}"`;

describe('keys of another table', () => {
  const orphans = (columns: string[], other = columns): Measure => ({
    kind: 'orphans',
    source: 's',
    columns,
    to: { source: 'other', columns: other },
  });
  const pairs = (...rows: string[]) => `SELECT * FROM (VALUES ${rows.join(', ')}) AS t(x, y)`;
  it.each([
    [
      'one column',
      orphans(['x']),
      of('VARCHAR', `'a'`, `'b'`, `'b'`, 'NULL', `'c'`),
      of('VARCHAR', `'a'`, `'c'`, 'NULL'),
      { count: '2' },
    ],
    ['by another name', orphans(['x'], [odd]), of('INTEGER', '1', '2'), `SELECT 1 AS ${name}`, { count: '1' }],
    [
      'several columns',
      orphans(['x', 'y']),
      pairs(`(1, 'a')`, `(1, 'b')`, `(NULL, 'a')`, `(2, NULL)`),
      pairs(`(1, 'a')`, `(2, 'b')`),
      { count: '1' },
    ],
    [
      'whole numbers among decimals',
      orphans(['x']),
      of('BIGINT', '1', '2'),
      of('DECIMAL(10,2)', '1.00', '2.50'),
      { count: '1' },
    ],
    [
      'a text against a number',
      orphans(['x']),
      of('VARCHAR', `'1'`),
      of('INTEGER', '1'),
      error('COLUMN_TYPE_MISMATCH'),
    ],
    [
      'a column that is not there',
      orphans(['z'], ['x']),
      of('INTEGER', '1'),
      of('INTEGER', '1'),
      error('COLUMN_MISSING'),
    ],
    [
      'a column that the other lacks',
      orphans(['x'], ['z']),
      of('INTEGER', '1'),
      of('INTEGER', '1'),
      error('COLUMN_MISSING'),
    ],
    [
      'another type without a value',
      orphans(['x']),
      of('VARCHAR', `'a'`, 'NULL'),
      of('DOUBLE', 'NULL'),
      { count: '1' },
    ],
    ['nothing to refer to', orphans(['x']), of('INTEGER', '1', 'NULL'), none('INTEGER'), { count: '1' }],
  ] as const)('%s', async (_, measure, rows, other, expected) => {
    expect(await measured(measure, rows, { other })).toEqual(expected);
  });

  it('has no answer where the other file cannot be read', async () => {
    const files = new Map([['s', [await bench.parquet('keys', of('INTEGER', '1'))]]]);
    const unreadable = new Map([['other', 'DATA_UNREADABLE' as const]]);
    const answers = await createMeasurer(
      bench.engine,
      createSandboxedSql(bench.scratch),
    )({
      plan: [orphans(['x']), { kind: 'rows', source: 'other' }, { kind: 'rows', source: 's' }],
      files,
      unreadable,
      reference: async () => [],
    });
    expect(answers).toEqual([error('DATA_UNREADABLE'), error('DATA_UNREADABLE'), { count: '1' }]);
  });
});

describe('sums', () => {
  const total: Measure = { kind: 'total', ...base };
  it.each([
    [
      'whole numbers',
      of('BIGINT', '9223372036854775807', '9223372036854775807', 'NULL', '-1'),
      '3',
      '18446744073709551613',
      '1',
    ],
    [
      'whole numbers without a sign',
      of('UBIGINT', '18446744073709551615', '18446744073709551615'),
      '2',
      '36893488147419103230',
      '1',
    ],
    ['decimals', of('DECIMAL(10,2)', '0.10', '-0.05', '0.20'), '3', '1', '4'],
    [
      'wide decimals',
      of(
        'DECIMAL(38,2)',
        '999999999999999999999999999999999999.99',
        '999999999999999999999999999999999999.99',
        '-0.01',
      ),
      '3',
      '199999999999999999999999999999999999997',
      '100',
    ],
    ['doubles', of('DOUBLE', '0.5', '-0.25', '-0.0', 'NULL'), '3', '1', '4'],
    ['floats', of('FLOAT', '1.5', '1.5'), '2', '3', '1'],
    ['what cancels', of('DOUBLE', '1e300', '1', '-1e300'), '3', '1', '1'],
    ['nulls', of('DOUBLE', 'NULL'), '0', '0', '1'],
    ['no rows', none('INTEGER'), '0', '0', '1'],
  ])('of %s', async (_, rows, values, numerator, denominator) => {
    expect(await measured(total, rows)).toEqual({ total: { values, numerator, denominator } });
  });

  it.each([
    [of('DOUBLE', `'NaN'`, '1'), 'VALUES_NOT_FINITE'],
    [of('DOUBLE', `'inf'`, `'-inf'`), 'VALUES_NOT_FINITE'],
    [of('FLOAT', `'-inf'`), 'VALUES_NOT_FINITE'],
    [of('VARCHAR', `'1'`), 'COLUMN_TYPE_MISMATCH'],
    [of('DATE', `'2013-05-01'`), 'COLUMN_TYPE_MISMATCH'],
    ['SELECT 1 AS y', 'COLUMN_MISSING'],
  ])('has no sum of %s', async (rows, code) => expect(await measured(total, rows)).toEqual(error(code)));

  it('of any doubles are exact, by the bits', async () => {
    const double = fc.double({ noNaN: true, noDefaultInfinity: true });
    const near = fc.constantFrom(
      5e-324,
      -5e-324,
      2.2250738585072014e-308,
      1.7976931348623157e308,
      -1.7976931348623157e308,
      0.1,
      -0.1,
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(double, near), { minLength: 1, maxLength: 300 }), async (values) => {
        const answer = await measured(total, of('DOUBLE', ...values.map((value) => `'${value}'`)));
        const whole = values.reduce((sum, value) => sum + unitsOf(value), 0n);
        if (!answer || !('total' in answer)) throw new Error(JSON.stringify(answer));
        const { numerator, denominator } = answer.total;
        expect(BigInt(numerator) * 2n ** 1074n === whole * BigInt(denominator)).toBe(true);
        expect(nearestDouble({ numerator: BigInt(numerator), denominator: BigInt(denominator) })).toBe(
          nearestDouble({ numerator: whole, denominator: 2n ** 1074n }),
        );
      }),
      { numRuns: 40 },
    );
  });
});

/** A finite double in units of 2^-1074. */
function unitsOf(value: number): bigint {
  let [scaled, power] = [value, 0];
  while (!Number.isInteger(scaled)) [scaled, power] = [scaled * 2, power + 1];
  return BigInt(scaled) * 2n ** BigInt(1074 - power);
}

describe('quantiles', () => {
  it.each([
    [of('DOUBLE', '4', '1', 'NULL', '3', '2'), 0.5, { quantile: { values: 4, value: 2.5 } }],
    [of('INTEGER', '5'), 1, { quantile: { values: 1, value: 5 } }],
    [of('DECIMAL(6,2)', '1.5', '2.5'), 0, { quantile: { values: 2, value: 1.5 } }],
    [of('DOUBLE', `'inf'`, '1', '2'), 0.5, { quantile: { values: 3, value: 2 } }],
    [of('DOUBLE', `'inf'`, '1', '2'), 0.9, error('VALUES_NOT_FINITE')],
    [of('DOUBLE', `'NaN'`, '1', '2'), 0.5, error('VALUES_NOT_FINITE')],
    [of('DOUBLE', 'NULL'), 0.5, { quantile: { values: 0 } }],
    [of('VARCHAR', `'a'`), 0.5, error('COLUMN_TYPE_MISMATCH')],
    ['SELECT 1 AS y', 0.5, error('COLUMN_MISSING')],
  ] as const)('of %s at %d', async (rows, q, expected) =>
    expect(await measured({ kind: 'quantile', ...base, q }, rows)).toEqual(expected),
  );
});

describe('outliers', () => {
  const outliers = (z = 3.5): Measure => ({ kind: 'outliers', ...base, z });
  it.each([
    [
      'a value far away',
      of('DOUBLE', '1', '2', '3', '4', '5', '100', 'NULL'),
      { values: 6, median: 3.5, mad: 1.5, outliers: 1 },
    ],
    [
      'any other value where most are the same',
      of('INTEGER', '7', '7', '7', '7', '8', '6'),
      { values: 6, median: 7, mad: 0, outliers: 2 },
    ],
    ['a constant', of('INTEGER', '7', '7'), { values: 2, median: 7, mad: 0, outliers: 0 }],
    ['one value', of('DECIMAL(5,1)', '7.5'), { values: 1, median: 7.5, mad: 0, outliers: 0 }],
    ['infinity', of('DOUBLE', '1', '2', '3', `'-inf'`), { values: 4, median: 1.5, mad: 1, outliers: 1 }],
    ['no values', of('DOUBLE', 'NULL'), { values: 0, outliers: 0 }],
  ] as const)('%s', async (_, rows, spread) => expect(await measured(outliers(), rows)).toEqual({ spread }));

  it.each([
    [of('DOUBLE', `'NaN'`, '1'), 'VALUES_NOT_FINITE'],
    [of('DOUBLE', `'inf'`, `'inf'`, '1'), 'VALUES_NOT_FINITE'],
    [of('BOOLEAN', 'true'), 'COLUMN_TYPE_MISMATCH'],
    ['SELECT 1 AS y', 'COLUMN_MISSING'],
  ])('have no answer of %s', async (rows, code) => expect(await measured(outliers(), rows)).toEqual(error(code)));

  it('are those of the definition, on any numbers', async () => {
    const value = fc.oneof(fc.integer({ min: -20, max: 20 }), fc.double({ min: -1e6, max: 1e6, noNaN: true }));
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 60 }), async (values) => {
        const median = (of: number[]) =>
          linearQuantile(of.length, 0.5, new Map(of.toSorted((a, b) => a - b).entries()));
        const middle = median(values);
        const mad = median(values.map((x) => Math.abs(x - middle)));
        const answer = await measured(outliers(2), of('DOUBLE', ...values.map((x) => `'${x}'`)));
        expect(answer).toMatchObject({ spread: { median: middle + 0, mad } });
        const far = values.filter((x) => (mad === 0 ? x !== middle : Math.abs(x - middle) > (2 * mad) / 0.6745));
        expect(answer).toMatchObject({ spread: { outliers: far.length } });
      }),
      { numRuns: 40 },
    );
  });
});

describe('groups', () => {
  const groups = (more: object = {}): Measure => ({
    kind: 'groups',
    source: 's',
    by: ['x'],
    expected: [['a'], ['b']],
    ...more,
  });
  const hours = { at: 't', every: 3_600_000 };
  const at = (...rows: string[]) => `SELECT x, t::TIMESTAMP AS t FROM (VALUES ${rows.join(', ')}) AS v(x, t)`;
  const day = Date.parse('2013-05-01T00:00:00Z');
  it.each([
    ['listed', groups(), of('VARCHAR', `'a'`, `'a'`, 'NULL', `'z'`), { expected: 2, missing: 1, first: [['b']] }],
    [
      'numbers by their value',
      groups({ expected: [[1], [2.5], [3]] }),
      of('DECIMAL(5,2)', '1', '2.5'),
      { expected: 3, missing: 1, first: [['3']] },
    ],
    [
      'whole numbers',
      groups({ expected: [[1], ['9007199254740993']] }),
      of('BIGINT', '1', '9007199254740993'),
      { expected: 2, missing: 0, first: [] },
    ],
    [
      'booleans',
      groups({ expected: [[true], [false]] }),
      of('BOOLEAN', 'true'),
      { expected: 2, missing: 1, first: [['false']] },
    ],
    [
      'days',
      groups({ expected: [['2013-05-01']] }),
      of('DATE', `'2013-05-01'`),
      { expected: 1, missing: 0, first: [] },
    ],
    ['no rows', groups(), none('VARCHAR'), { expected: 2, missing: 2, first: [['a'], ['b']] }],
    [
      'spans of the data',
      groups({ spans: hours }),
      at(
        `('a', '2013-05-01 00:59:59.999999')`,
        `('b', '2013-05-01 00:00')`,
        `('a', '2013-05-01 02:00')`,
        `('z', '2013-05-01 01:00')`,
        `('b', NULL)`,
      ),
      {
        expected: 6,
        missing: 3,
        first: [
          ['a', '2013-05-01T01:00:00Z'],
          ['b', '2013-05-01T01:00:00Z'],
          ['b', '2013-05-01T02:00:00Z'],
        ],
      },
    ],
    [
      'spans before 1970',
      groups({ expected: [['a']], spans: hours }),
      at(`('a', '1969-12-31 23:59:59')`, `('a', '1970-01-01 00:00')`),
      { expected: 2, missing: 0, first: [] },
    ],
    [
      'spans of a window, from its start on',
      groups({ expected: [['a']], spans: { ...hours, within: { start: day + 1_800_000, end: day + 9_000_000 } } }),
      at(`('a', '2013-05-01 00:45')`, `('a', '2013-05-01 01:15')`),
      { expected: 2, missing: 1, first: [['a', '2013-05-01T01:30:00Z']] },
    ],
  ])('%s', async (_, measure, rows, expected) => expect(await measured(measure, rows)).toEqual({ groups: expected }));

  it('of the reference, of several columns', async () => {
    const several: Measure = { kind: 'groups', source: 's', by: ['x', odd], expected: sha256('reference') };
    const pairs = (...rows: string[]) => `SELECT * FROM (VALUES ${rows.join(', ')}) AS t(x, ${name})`;
    expect(
      await measured(several, pairs(`('a', 1)`), {
        reference: pairs(`('a', 1)`, `('b', 2)`, `('a', 1)`, `('c', NULL)`),
      }),
    ).toEqual({
      groups: { expected: 2, missing: 1, first: [['b', '2']] },
    });
  });

  it.each([
    ['a column that is missing', groups({ by: ['z'] }), of('VARCHAR', `'a'`), 'COLUMN_MISSING'],
    ['spans of no times', groups({ spans: { ...hours, at: 'x' } }), of('VARCHAR', `'a'`), 'COLUMN_TYPE_MISMATCH'],
    ['an infinite time', groups({ spans: hours }), at(`('a', 'infinity')`), 'VALUES_NOT_FINITE'],
    [
      'spans without end',
      groups({ spans: { ...hours, every: 1 } }),
      at(`('a', '1700-01-01')`, `('a', '2013-01-01')`),
      'TOO_MANY_GROUPS',
    ],
    ['groups without end', groups(), `SELECT i::VARCHAR AS x FROM range(300000) AS t(i)`, 'TOO_MANY_GROUPS'],
    ['times that no date has', groups({ spans: hours }), at(`('a', '290000-01-01')`), 'VALUES_NOT_FINITE'],
  ])('have no answer of %s', async (_, measure, rows, code) =>
    expect(await measured(measure, rows)).toEqual(error(code)),
  );
});

describe('order', () => {
  const disorder = (more: object = {}): Measure => ({
    kind: 'disorder',
    ...base,
    by: ['t'],
    strict: false,
    direction: 'ascending',
    ...more,
  });
  const rows = (...values: string[]) => `SELECT * FROM (VALUES ${values.join(', ')}) AS v(t, x)`;
  it.each([
    ['rising', disorder(), rows('(1, 1)', '(3, 3)', '(2, 2)', '(4, 3)'), '0'],
    ['equal neighbours, strictly', disorder({ strict: true }), rows('(1, 1)', '(3, 3)', '(2, 2)', '(4, 3)'), '1'],
    ['falling back once', disorder(), rows('(1, 1)', '(2, 5)', '(3, 2)', '(4, 3)'), '1'],
    ['descending', disorder({ direction: 'descending' }), rows('(1, 9)', '(2, 5)', '(3, 5)', '(4, 6)'), '1'],
    ['equal places in any order', disorder(), rows('(1, 2)', '(1, 1)', '(1, 3)', '(2, 3)'), '0'],
    [
      'equal places, descending',
      disorder({ direction: 'descending' }),
      rows('(1, 2)', '(1, 1)', '(1, 3)', '(2, 1)'),
      '0',
    ],
    ['nulls passed over', disorder(), rows('(1, 1)', '(2, NULL)', '(NULL, 0)', '(3, 2)'), '0'],
    [
      'several columns',
      disorder({ by: ['t', odd] }),
      `SELECT * FROM (VALUES (1, 2, 5), (1, 1, 4), (2, 0, 3)) AS v(t, ${name}, x)`,
      '1',
    ],
    [
      'times',
      disorder(),
      rows(`(DATE '2013-05-02', TIMESTAMP '2013-05-02')`, `(DATE '2013-05-01', TIMESTAMP '2013-05-01')`),
      '0',
    ],
    [
      'names that the engine uses',
      disorder({ column: 'before', by: ['value'] }),
      `SELECT * FROM (VALUES (1, 5, false), (2, 4, true)) AS v(value, before, unordered)`,
      '1',
    ],
    ['no rows', disorder(), `SELECT 1 AS t, 1 AS x WHERE false`, '0'],
  ])('%s', async (_, measure, given, count) => expect(await measured(measure, given)).toEqual({ count }));

  it.each([
    [rows(`(1, 'NaN'::DOUBLE)`, '(2, 1)'), 'VALUES_NOT_FINITE'],
    [rows('(1, true)'), 'COLUMN_TYPE_MISMATCH'],
    ['SELECT 1 AS x', 'COLUMN_MISSING'],
  ])('has no answer of %s', async (given, code) => expect(await measured(disorder(), given)).toEqual(error(code)));
});

describe('the latest time and variety', () => {
  const latest: Measure = { kind: 'latest', ...base };
  it.each([
    [of('TIMESTAMP', `'2013-05-01 12:00:00.000001'`, 'NULL', `'2013-05-01'`), { latest: '1367409600000001' }],
    [of('TIMESTAMPTZ', `'2013-05-01 14:00:00+02'`), { latest: '1367409600000000' }],
    [of('TIMESTAMP_NS', `'2013-05-01 12:00:00'`), { latest: '1367409600000000' }],
    [of('DATE', `'1969-12-31'`), { latest: '-86400000000' }],
    [of('DATE', 'NULL'), { latest: null }],
    [of('DATE', `'infinity'`, `'2013-05-01'`), error('VALUES_NOT_FINITE')],
    [of('TIMESTAMP', `'-infinity'`, `'2013-05-01'`), error('VALUES_NOT_FINITE')],
    [of('VARCHAR', `'2013-05-01'`), error('COLUMN_TYPE_MISMATCH')],
    ['SELECT 1 AS y', error('COLUMN_MISSING')],
  ])('latest of %s', async (rows, expected) => expect(await measured(latest, rows)).toEqual(expected));

  it.each([
    [of('INTEGER', '1', 'NULL', '1'), '1'],
    [of('INTEGER', '1', '2', '3'), '2'],
    [of('VARCHAR', 'NULL'), '0'],
    [of('DOUBLE', `'NaN'`, `'NaN'`), '1'],
    [of('BOOLEAN', 'true', 'false'), '2'],
    ['SELECT [1, 2] AS x UNION ALL SELECT [1, 3]', '2'],
    [none('DATE'), '0'],
  ])('variety of %s', async (rows, count) =>
    expect(await measured({ kind: 'variety', ...base }, rows)).toEqual({ count }),
  );
});

describe('on any rows', () => {
  const cell = fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 0, max: 9 }) },
    { weight: 1, arbitrary: fc.constant(null) },
  );
  const given = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 60 });
  const rowsOf = (pairs: readonly (readonly [number | null, number | null])[]) =>
    `SELECT t::INTEGER AS t, x::INTEGER AS x FROM (VALUES ${pairs.map(([t, x]) => `(${t}, ${x})`).join(', ')}) AS v(t, x)`;

  it('disorder is that of the best order of rows in equal places', async () => {
    await fc.assert(
      fc.asyncProperty(
        given,
        fc.boolean(),
        fc.constantFrom('ascending', 'descending'),
        async (pairs, strict, direction) => {
          const sign = direction === 'ascending' ? 1 : -1;
          const known = pairs.flatMap(([t, x]) => (t === null || x === null ? [] : [[t, x * sign] as const]));
          const values = known.toSorted(([t, x], [u, y]) => t - u || x - y).map(([, x]) => x);
          const breaks = values.filter(
            (x, i) => i > 0 && (strict ? x <= (values[i - 1] ?? 0) : x < (values[i - 1] ?? 0)),
          );
          const measure: Measure = { kind: 'disorder', ...base, by: ['t'], strict, direction };
          expect(await measured(measure, rowsOf(pairs))).toEqual({ count: String(breaks.length) });
        },
      ),
      { numRuns: 40 },
    );
  });

  it('orphans are the whole keys that the other table lacks', async () => {
    await fc.assert(
      fc.asyncProperty(given, given, async (mine, theirs) => {
        const keys = new Set(theirs.map((pair) => pair.join()));
        const orphans = mine.filter((pair) => !pair.includes(null) && !keys.has(pair.join()));
        const measure: Measure = {
          kind: 'orphans',
          source: 's',
          columns: ['t', 'x'],
          to: { source: 'other', columns: ['t', 'x'] },
        };
        expect(await measured(measure, rowsOf(mine), { other: rowsOf(theirs) })).toEqual({
          count: String(orphans.length),
        });
      }),
      { numRuns: 40 },
    );
  });
});

it('takes any name of a column for a name', async () => {
  const rows = `SELECT i AS ${name}, TIMESTAMP '2013-05-01' + to_hours(i) AS ${name.replace('a.b', 'time')} FROM range(3) AS t(i)`;
  const time = odd.replace('a.b', 'time');
  const of = { source: 's', column: odd } as const;
  const plan: readonly (readonly [Measure, object])[] = [
    [{ kind: 'allKnown', source: 's', columns: [odd, time] }, { count: '3' }],
    [{ kind: 'orphans', source: 's', columns: [odd], to: { source: 's', columns: [odd] } }, { count: '0' }],
    [
      { kind: 'groups', source: 's', by: [odd], expected: [[0], [7]], spans: { at: time, every: 86_400_000 } },
      { groups: { missing: 1 } },
    ],
    [{ kind: 'outliers', ...of, z: 3 }, { spread: { median: 1, mad: 1, outliers: 0 } }],
    [{ kind: 'total', ...of }, { total: { numerator: '3' } }],
    [{ kind: 'quantile', ...of, q: 1 }, { quantile: { value: 2 } }],
    [{ kind: 'disorder', ...of, by: [time], strict: true, direction: 'ascending' }, { count: '0' }],
    [{ kind: 'latest', source: 's', column: time }, { latest: '1367373600000000' }],
    [{ kind: 'variety', ...of }, { count: '2' }],
  ];
  for (const [measure, expected] of plan) expect(await measured(measure, rows)).toMatchObject(expected);
});

it('answers of a source without files as of nothing', async () => {
  const s = { source: 'nowhere' };
  const plan: Measure[] = [
    { kind: 'total', ...s, column: 'x' },
    { kind: 'quantile', ...s, column: 'x', q: 0.5 },
    { kind: 'outliers', ...s, column: 'x', z: 3 },
    { kind: 'latest', ...s, column: 'x' },
    { kind: 'groups', ...s, by: ['x'], expected: [['a']] },
    { kind: 'orphans', source: 's', columns: ['x'], to: { source: 'nowhere', columns: ['x'] } },
  ];
  const files = new Map([['s', [await bench.parquet('somewhere', of('INTEGER', '1'))]]]);
  expect(
    await createMeasurer(bench.engine, createSandboxedSql(bench.scratch))({ plan, files, reference: async () => [] }),
  ).toEqual([
    { total: { values: '0', numerator: '0', denominator: '1' } },
    { quantile: { values: 0 } },
    { spread: { values: 0, outliers: 0 } },
    { latest: null },
    { groups: { expected: 0, missing: 0, first: [] } },
    { count: '0' },
  ]);
});
