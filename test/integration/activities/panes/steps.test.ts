import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { Remediated, RemediateInput } from '#activities/panes/port.ts';
import { Check } from '#contracts/check.ts';
import { PaneAccount } from '#contracts/ledger.ts';
import { Remediation } from '#contracts/remediation.ts';
import { Snapshot } from '#contracts/snapshot.ts';
import { sumOf } from '#domain/ledger/counts.ts';
import { openWorkbench, type Workbench } from '#test/support/workbench.ts';
import { at, first, openStream } from './stream.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

type Stream = ReturnType<typeof openStream>;

/** A stream with one batch: rows of a column by minute, as DuckDB writes them. */
async function streamOf(column: string, values: readonly string[], on: Workbench = bench): Promise<Stream> {
  const stream = openStream(on);
  const rows = values.map((value, i) => `(${i}, ${value})`).join(', ');
  const none = values.length === 0 ? ' WHERE false' : '';
  await stream.rows(
    `SELECT ${at('i * 60000')} AS scheduled_at, given AS "${column.replaceAll('"', '""')}"
     FROM (VALUES ${rows || '(0, 0::BIGINT)'}) AS t(i, given)${none}`,
    { rows: values.length },
  );
  return stream;
}

async function repaired(
  stream: Stream,
  steps: readonly object[],
  more: Partial<RemediateInput> = {},
): Promise<Remediated> {
  const pane = stream.pane();
  const { snapshot, account } = await stream.activities.assembleSnapshot({ ...pane, plan: [] });
  return stream.activities.remediateSnapshot({
    ...pane,
    assembled: { snapshot, account },
    remediations: steps.map((step) => Remediation.parse(step)),
    rowChecks: [],
    plan: [],
    ...more,
  });
}

/** The columns of a part but the event time, and its rows in order of time. */
async function partOf({ parts }: Remediated) {
  const path = await bench.artifacts.path(parts.flights ?? '');
  return bench.database.use(async (session) => {
    const columns = (await session.describe(`FROM read_parquet('${path}')`)).filter(
      ({ name }) => name !== 'scheduled_at',
    );
    const rows = await session.texts(
      `SELECT * EXCLUDE (scheduled_at) FROM read_parquet('${path}') ORDER BY scheduled_at`,
    );
    return { columns: columns.map(({ name, type }) => `${name} ${type}`), rows };
  });
}

/** What one step makes of a column `v`: its rows, and what it says of itself. */
async function stepped(values: readonly string[], step: object, more: Partial<RemediateInput> = {}) {
  const done = await repaired(await streamOf('v', values), [step], more);
  const { columns, rows } = await partOf(done);
  const [applied] = done.steps;
  return { columns, values: rows.map(([value]) => value), applied, fates: done.fates };
}

describe.concurrent('dropping rows', () => {
  it('rejects those for which the condition is true, and keeps those for which it is false or null', async () => {
    const { values, applied, fates } = await stepped(['1::BIGINT', '-1', 'NULL', '-2'], {
      dropRows: { where: 'v < 0' },
    });
    expect({ values, applied, fates }).toEqual({
      values: ['1', null],
      applied: { remediation: 'dropRows', source: 'flights', before: 4, after: 2 },
      fates: { included: 2, rejected: 2 },
    });
  });

  it('leaves no row out of the account', async () => {
    const stream = await streamOf('v', ["'a'", "'b'", "'b'", 'NULL']);
    const { account } = await repaired(stream, [{ dropRows: { where: "v = 'a'" } }, { deduplicate: { by: ['v'] } }]);
    const { arrivals } = await bench.artifacts.getJson(account, PaneAccount);
    expect(arrivals.map(({ fates }) => fates)).toEqual([{ included: 2, duplicate: 1, rejected: 1 }]);
    expect(
      arrivals.map(({ windows, fates }) => windows.find(({ start }) => start === first)?.rows === sumOf(fates)),
    ).toEqual([true]);
  });
});

describe.concurrent('casting', () => {
  const texts = [
    "' 12 '",
    "'12.7'",
    "'1_000'",
    "'1e3'",
    "''",
    'NULL',
    "'true'",
    "'2013-05-01'",
    "'2013-05-01T06:00+02:00'",
    "'NaN'",
  ];
  test.each([
    ['integer', 'BIGINT', ['12', null, null, null, null, null, null, null, null, null]],
    ['number', 'DOUBLE', ['12', '12.7', null, '1000', null, null, null, null, null, null]],
    ['boolean', 'BOOLEAN', [null, null, null, null, null, null, 'true', null, null, null]],
    ['date', 'DATE', [null, null, null, null, null, null, null, '2013-05-01', null, null]],
    [
      'timestamp',
      'TIMESTAMP',
      [null, null, null, null, null, null, null, '2013-05-01 00:00:00', '2013-05-01 04:00:00', null],
    ],
  ])('texts to %s reads what is written out, and counts what becomes null', async (to, type, expected) => {
    const { columns, values, applied } = await stepped(texts, { cast: { column: 'v', to } });
    expect({ columns, values }).toEqual({ columns: [`v ${type}`], values: expected });
    const nulled = expected.filter((value) => value === null).length - 1;
    expect(applied).toEqual({
      remediation: 'cast',
      source: 'flights',
      column: 'v',
      before: 10,
      after: 10,
      touched: 9,
      nulled,
    });
  });

  test.each([
    [
      'doubles to whole numbers',
      ['2.0::DOUBLE', '2.5', "'nan'", "'inf'", '1e300'],
      'integer',
      ['2', null, null, null, null],
    ],
    ['decimals to whole numbers', ['2.00::DECIMAL(9,2)', '2.01'], 'integer', ['2', null]],
    ['numbers to truth values', ['0::BIGINT', '1', '2'], 'boolean', ['false', 'true', null]],
    ['truth values to numbers', ['true', 'false', 'NULL'], 'number', ['1', '0', null]],
    ['numbers to texts', ['0.1::DOUBLE', "'nan'", 'NULL'], 'string', ['0.1', 'nan', null]],
    ['times to their days', ["TIMESTAMP '2013-05-01 23:59:59'", "'infinity'"], 'date', ['2013-05-01', null]],
    ['days to times', ["DATE '2013-05-01'", 'NULL'], 'timestamp', ['2013-05-01 00:00:00', null]],
  ])('%s keeps what is exact', async (_, given, to, expected) => {
    expect((await stepped(given, { cast: { column: 'v', to } })).values).toEqual(expected);
  });

  test.each([
    ['of the type already', ['1::SMALLINT'], 'integer', 'v SMALLINT'],
    ['that is of a narrower one', ['1::BIGINT'], 'number', 'v BIGINT'],
    ['of which no value fits', ['1::BIGINT'], 'date', 'v BIGINT'],
  ])('leaves a column alone %s', async (_, given, to, column) => {
    const { columns, applied } = await stepped(given, { cast: { column: 'v', to } });
    expect({ columns, applied }).toMatchObject({ columns: [column], applied: { before: 1, after: 1, touched: 0 } });
  });
});

describe.concurrent('imputing', () => {
  test.each([
    ['a number', ['1::BIGINT', 'NULL'], 5, ['1', '5']],
    ['a number of decimals', ['1.25::DECIMAL(9,2)', 'NULL'], 0.5, ['1.25', '0.50']],
    ['a text', ["'a'", 'NULL'], "it's", ['a', "it's"]],
    ['a truth value', ['true', 'NULL'], false, ['true', 'false']],
    [
      'a time',
      ["TIMESTAMP '2013-05-01'", 'NULL'],
      '2013-05-02T01:00:00+01:00',
      ['2013-05-01 00:00:00', '2013-05-02 00:00:00'],
    ],
  ])('fills nulls with %s', async (_, given, constant, expected) => {
    const { values, applied } = await stepped(given, { impute: { column: 'v', constant } });
    expect({ values, applied }).toMatchObject({ values: expected, applied: { before: 2, after: 2, touched: 1 } });
  });

  test.each([
    ['a fraction among whole numbers', ['1::BIGINT', 'NULL'], 0.5],
    ['a number beyond the column', ['1::TINYINT', 'NULL'], 1000],
    ['a text among numbers', ['1::BIGINT', 'NULL'], 'x'],
    ['no time among times', ["TIMESTAMP '2013-05-01'", 'NULL'], 'tomorrow'],
  ])('never fills with %s', async (_, given, constant) => {
    const { values, applied } = await stepped(given, { impute: { column: 'v', constant } });
    expect([values[1], applied?.touched]).toEqual([null, 0]);
  });

  test.each([
    ['doubles: the mean of the two in the middle', ['1.0::DOUBLE', '2.0', '10.0', '4.0', 'NULL', "'nan'"], '3'],
    ['whole numbers: the lower of the two', ['1::BIGINT', '2', '10', '4', 'NULL'], '2'],
    ['decimals', ['1.25::DECIMAL(9,2)', '9.00', 'NULL'], '1.25'],
    ['huge doubles', ['1.7e308::DOUBLE', '-1.7e308', 'NULL'], '0'],
  ])('takes the median of %s', async (_, given, median) => {
    const { values } = await stepped(given, { impute: { column: 'v', with: 'median' } });
    expect(values[given.indexOf('NULL')]).toBe(median);
  });

  it('has nothing to fill with where no value is known', async () => {
    const { values, applied } = await stepped(['NULL::DOUBLE', 'NULL'], { impute: { column: 'v', with: 'median' } });
    expect([values, applied?.touched]).toEqual([[null, null], 0]);
  });

  test.each([
    ['the median of numbers', ['NULL::DOUBLE'], ['1::BIGINT', '2', '100'], '2'],
    [
      'the most frequent text, of several the least',
      ['NULL::VARCHAR'],
      ["'b'", "'a'", "'b'", "'a'", "'c'", 'NULL'],
      'a',
    ],
  ])('takes %s from the window before', async (_, given, before, expected) => {
    const { parts } = await repaired(await streamOf('v', before), []);
    const step = { impute: { column: 'v', with: 'previous' } };
    const { values, applied } = await stepped(given, step, { reference: parts });
    expect([values, applied?.touched]).toEqual([[expected], 1]);
  });

  it('leaves nulls where there is no window before, or its column is another', async () => {
    const { parts } = await repaired(await streamOf('v', ["'a'"]), []);
    const step = { impute: { column: 'v', with: 'previous' } };
    for (const reference of [undefined, parts, { flights: `sha256:${'0'.repeat(64)}` }]) {
      const { values, applied } = await stepped(['NULL::DOUBLE'], step, reference && { reference });
      expect([values, applied?.touched]).toEqual([[null], 0]);
    }
  });
});

describe.concurrent('clipping', () => {
  test.each([
    [
      'whole numbers, within the bounds',
      ['-5::BIGINT', '3', '99', 'NULL'],
      { min: 0.5, max: 9.5 },
      ['1', '3', '9', null],
      2,
    ],
    [
      'doubles, but not what is no number',
      ["'inf'::DOUBLE", "'-inf'", "'nan'", '2'],
      { min: 0.1, max: 2.5 },
      ['2.5', '0.1', 'NaN', '2'],
      2,
    ],
    [
      'decimals, exactly',
      ['0.56::DECIMAL(9,2)', '0.57', '0.58'],
      { min: 0.565, max: 0.57 },
      ['0.57', '0.57', '0.57'],
      2,
    ],
    ['at one bound', ['-5::SMALLINT', '3'], { max: 0 }, ['-5', '0'], 1],
  ])('%s', async (_, given, bounds, expected, touched) => {
    const { values, applied } = await stepped(given, { clip: { column: 'v', ...bounds } });
    expect([values, applied?.touched]).toEqual([expected, touched]);
  });

  it('has no bounds for texts', async () => {
    const { values, applied } = await stepped(["'a'"], { clip: { column: 'v', min: 0 } });
    expect([values, applied?.touched]).toEqual([['a'], 0]);
  });
});

describe.concurrent('renaming', () => {
  it('gives a column another name in its place, and lets one of that name without values give way', async () => {
    const stream = openStream(bench);
    await stream.rows(`SELECT ${at('0')} AS scheduled_at, 1 AS "; drop", NULL::BIGINT AS "a.b", 2 AS c`, { rows: 1 });
    const done = await repaired(stream, [{ rename: { from: '; drop', to: 'a.b' } }]);
    expect(await partOf(done)).toEqual({ columns: ['a.b INTEGER', 'c INTEGER'], rows: [['1', '2']] });
    expect(done.steps).toMatchObject([{ column: 'a.b', before: 1, after: 1, touched: 1 }]);
  });

  it('takes no name that a column with values has, in whatever case', async () => {
    const stream = openStream(bench);
    await stream.rows(`SELECT ${at('0')} AS scheduled_at, 1 AS a, 2 AS b`, { rows: 1 });
    for (const to of ['b', 'B']) {
      const done = await repaired(stream, [{ rename: { from: 'a', to } }]);
      expect(await partOf(done)).toEqual({ columns: ['a INTEGER', 'b INTEGER'], rows: [['1', '2']] });
      expect(done.steps).toMatchObject([{ touched: 0 }]);
    }
    const same = await repaired(stream, [{ rename: { from: 'a', to: 'A' } }]);
    expect((await partOf(same)).columns).toEqual(['A INTEGER', 'b INTEGER']);
  });
});

describe.concurrent('deriving', () => {
  it('adds a column after the others, or computes one anew in its place', async () => {
    const stream = await streamOf('🙂 "x".y', ['2::BIGINT', '-3', 'NULL']);
    const done = await repaired(stream, [
      { derive: { column: '__fate', as: 'coalesce("🙂 ""x"".y", 0) / 0' } },
      { derive: { column: '; drop', as: '"🙂 ""x"".y" * 1.5' } },
      { derive: { column: '🙂 "x".y', as: 'abs("🙂 ""x"".y")' } },
    ]);
    expect((await partOf(done)).rows).toEqual([
      ['2', null, '3.0'],
      ['3', null, '-4.5'],
      [null, null, null],
    ]);
    expect(done.steps.map(({ column, touched, nulled }) => [column, touched, nulled])).toEqual([
      ['__fate', 0, undefined],
      ['; drop', 2, undefined],
      ['🙂 "x".y', 1, undefined],
    ]);
  });

  it('counts what it turns into another type, and what it loses', async () => {
    const { columns, values, applied } = await stepped(["'5'", "'x'", 'NULL'], {
      derive: { column: 'v', as: 'length(v) / 0' },
    });
    expect({ columns, values, applied }).toMatchObject({
      columns: ['v DOUBLE'],
      values: [null, null, null],
      applied: { touched: 2, nulled: 2 },
    });
  });

  it('makes null of a column without another type, and a text of what is nothing else', async () => {
    const done = await repaired(await streamOf('v', ['1::BIGINT']), [
      { derive: { column: 'v', as: 'null' } },
      { derive: { column: 'w', as: 'null' } },
    ]);
    expect(await partOf(done)).toEqual({ columns: ['v BIGINT', 'w VARCHAR'], rows: [[null, null]] });
  });
});

describe.concurrent('every step', () => {
  const steps = [
    { deduplicate: { by: ['nowhere'] } },
    { dropRows: { where: 'nowhere > 0' } },
    { cast: { column: 'nowhere', to: 'integer' } },
    { impute: { column: 'nowhere', constant: 0 } },
    { clip: { column: 'nowhere', min: 0 } },
    { rename: { from: 'nowhere', to: 'somewhere' } },
    { derive: { column: 'somewhere', as: 'nowhere + 1' } },
    { derive: { column: 'somewhere', as: 'upper(v)' } },
    { dropRows: { where: 'v + 1' } },
  ];

  it('is skipped where its columns are missing or of another type, and says that it changed nothing', async () => {
    const stream = await streamOf('v', ['1::BIGINT', '1']);
    const done = await repaired(stream, steps);
    expect(done.fates).toEqual({ included: 2 });
    expect(await partOf(done)).toEqual({ columns: ['v BIGINT'], rows: [['1'], ['1']] });
    expect(done.steps.map(({ before, after, touched = 0, nulled = 0 }) => [before, after, touched, nulled])).toEqual(
      steps.map(() => [2, 2, 0, 0]),
    );
  });

  it('has nothing to do where there are no rows', async () => {
    const own = JSON.parse(JSON.stringify(steps).replaceAll('nowhere', 'v'));
    const done = await repaired(await streamOf('v', []), own);
    expect(done.rows).toEqual({ flights: 0 });
    expect(done.steps.every(({ before, after, touched = 0 }) => before + after + touched === 0)).toBe(true);
  });

  it('sees what the steps before it left, and stands in the manifest beside where the snapshot came from', async () => {
    const stream = await streamOf('dist', ["'10'", "' 20'", "'x'", "'99999'"]);
    const done = await repaired(stream, [
      { rename: { from: 'dist', to: 'distance' } },
      { cast: { column: 'distance', to: 'integer' } },
      { dropRows: { where: 'distance > 5000' } },
      { impute: { column: 'distance', with: 'median' } },
      { derive: { column: 'far', as: 'distance >= 20' } },
    ]);
    expect(await partOf(done)).toEqual({
      columns: ['distance BIGINT', 'far BOOLEAN'],
      rows: [
        ['10', 'false'],
        ['20', 'true'],
        ['10', 'false'],
      ],
    });
    const { repairs, remediatedFrom } = await bench.artifacts.getJson(done.snapshot, Snapshot);
    expect(remediatedFrom).toMatch(/^sha256:/);
    expect(repairs).toEqual([
      { step: 'rename', source: 'flights', column: 'distance', before: 4, after: 4, touched: 4 },
      { step: 'cast', source: 'flights', column: 'distance', before: 4, after: 4, touched: 4, nulled: 1 },
      { step: 'dropRows', source: 'flights', before: 4, after: 3 },
      { step: 'impute', source: 'flights', column: 'distance', before: 3, after: 3, touched: 1 },
      { step: 'derive', source: 'flights', column: 'far', before: 3, after: 3, touched: 3 },
    ]);
    expect(done.steps.map(({ remediation: step, ...rest }) => ({ step, ...rest }))).toEqual(repairs);
  });
});

it('gives the same artifacts from the same rows, at any number of threads', async () => {
  const values = Array.from({ length: 300 }, (_, i) => (i % 7 === 0 ? 'NULL' : `${(i * 37) % 101}.5::DOUBLE`));
  const steps = [
    { dropRows: { where: 'v > 90' } },
    { impute: { column: 'v', with: 'median' } },
    { clip: { column: 'v', min: 3 } },
    { derive: { column: 'w', as: 'round(v / 7, 3)' } },
    { deduplicate: { by: ['w'] } },
  ];
  const rowChecks = [Check.parse({ range: { column: 'w', min: 1 } })];
  const once = await repaired(await streamOf('v', values), steps, { rowChecks });
  expect(once.fates).toMatchObject({ duplicate: expect.any(Number), rejected: expect.any(Number) });
  const other = await openWorkbench({ threads: 1 });
  try {
    expect(await repaired(await streamOf('v', values, other), steps, { rowChecks })).toEqual(once);
  } finally {
    await other.close();
  }
});

describe.concurrent('a round', () => {
  const range = (min: number): Check => Check.parse({ range: { column: 'v', min } });
  const values = ['1::BIGINT', '2', '3', 'NULL', '4'];
  const known: Check = Check.parse({ nullRate: { column: 'v', max: 0 } });
  const rowsOf = async (digest: string | undefined) => {
    const path = await bench.artifacts.path(digest ?? '');
    return bench.database.use((session) => session.texts(`SELECT v, row, reasons FROM read_parquet('${path}')`));
  };

  it('builds on what the rounds before it left, and sets aside what all of them did', async () => {
    const stream = await streamOf('v', values);
    const done = await repaired(stream, [], { before: [[range(2)], [known]], rowChecks: [range(3)] });
    expect((await partOf(done)).rows).toEqual([['3'], ['4']]);
    expect(done.fates).toEqual({ included: 2, quarantined: 3 });
    expect(done.quarantine).toMatchObject([{ rows: 3, codes: { NULL_RATE_ABOVE_MAXIMUM: 1, VALUE_OUT_OF_RANGE: 2 } }]);
    expect(await rowsOf(done.quarantine[0]?.data)).toEqual([
      ['1', '0', '["VALUE_OUT_OF_RANGE"]'],
      ['2', '1', '["VALUE_OUT_OF_RANGE"]'],
      [null, '3', '["NULL_RATE_ABOVE_MAXIMUM"]'],
    ]);
  });

  it('judges a share of what is left: a null is too much only once others are gone', async () => {
    const stream = await streamOf('v', values);
    const share = Check.parse({ nullRate: { column: 'v', max: 0.25 } });
    expect((await repaired(stream, [], { rowChecks: [share] })).fates).toEqual({ included: 5 });
    const later = await repaired(stream, [], { before: [[range(3)]], rowChecks: [share] });
    expect(later.fates).toEqual({ included: 2, quarantined: 3 });
  });

  it('that finds nothing more gives the artifacts of the one before it', async () => {
    const stream = await streamOf('v', values);
    const once = await repaired(stream, [], { rowChecks: [range(2)] });
    const again = await repaired(stream, [], { before: [[range(2)]], rowChecks: [range(2)] });
    expect(again).toEqual(once);
    expect(await repaired(stream, [], { before: [[range(2)]], rowChecks: [] })).toEqual(once);
  });
});
