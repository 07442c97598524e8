import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { admitRows } from '#client/gateway/rows/admit.ts';
import { rowReaders } from '#client/gateway/rows/read.ts';
import { LogicalType } from '#contracts/contract.ts';
import { PaneAccount } from '#contracts/ledger.ts';
import { Snapshot } from '#contracts/snapshot.ts';
import { openWorkbench, type Workbench } from '#test/support/workbench.ts';
import { at, day, first, flights, hour, hourly, openStream } from './stream.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

const plan = [{ kind: 'rows' as const, source: 'flights' }];
const rowsOf = async (digest: string): Promise<(string | null)[][]> => {
  const path = await bench.artifacts.path(digest);
  return bench.database.use((session) => session.texts(`SELECT * FROM read_parquet('${path}')`));
};

describe('assembling a pane', () => {
  it('takes exactly the rows of the window, ordered by event time', async () => {
    const stream = openStream(bench);
    await stream.rows(`${hourly(0, 48)} ORDER BY i DESC`, { rows: 48, maxTime: first + 2 * day - 1 });
    const assembled = await stream.activities.assembleSnapshot({ ...stream.pane(), plan });
    expect(assembled).toMatchObject({
      rows: { flights: 24 },
      fates: { included: 24 },
      unreadable: [],
      measurements: [{ count: '24' }],
    });
    const rows = await rowsOf(assembled.parts.flights ?? '');
    expect(rows.map(([, id]) => id)).toEqual(Array.from({ length: 24 }, (_, i) => `f${i}`));
  });

  it('accounts for every row of an arrival in every window, and for those outside of what was declared', async () => {
    const stream = openStream(bench);
    await stream.rows(
      `${hourly(0, 48)} UNION ALL SELECT ${at(5 * day)}, 'far' UNION ALL SELECT NULL, 'timeless' UNION ALL SELECT 'infinity'::TIMESTAMP, 'endless'`,
      { rows: 51, maxTime: first + 2 * day - 1 },
    );
    const pane = stream.pane({ window: { start: first + day, end: first + 2 * day } });
    const { account, fates } = await stream.activities.assembleSnapshot({ ...pane, plan });
    const { arrivals } = await bench.artifacts.getJson(account, PaneAccount);
    expect(fates).toEqual({ included: 24 });
    expect(arrivals).toEqual([
      {
        source: 'flights',
        id: 'batch-0',
        ordinal: 0,
        declared: 51,
        outside: 3,
        fates: { included: 24 },
        windows: [
          { start: first, rows: 24 },
          { start: first + day, rows: 24 },
        ],
      },
    ]);
  });

  describe.each([
    ['by value', { of: ['EWR', 'JFK'], hashed: false }, ['EWR', 'JFK'], { EWR: 5, JFK: 7 }],
    ['by hash', { of: ['0', '1'], hashed: true }, ['0', '1'], undefined],
  ] as const)('of one partition, %s', (_, { of, hashed }, names, expected) => {
    it('takes its rows only, and of rows in no partition the first keeps account', async () => {
      const stream = openStream(bench);
      const origins = `CASE WHEN i < 5 THEN 'EWR' WHEN i < 12 THEN 'JFK' ELSE NULL END`;
      await stream.rows(hourly(0, 14, `'f' || i AS flight_id, ${origins} AS origin`), { rows: 14 });
      const accounts = await Promise.all(
        names.map(async (name) => {
          const [source] = stream.pane().sources;
          const sources = source ? [{ ...source, partition: { name, by: 'origin', of: [...of], hashed } }] : [];
          const { account, rows } = await stream.activities.assembleSnapshot({ ...stream.pane({ sources }), plan });
          const [arrival] = (await bench.artifacts.getJson(account, PaneAccount)).arrivals;
          return { name, rows: rows.flights ?? 0, outside: arrival?.outside ?? 0 };
        }),
      );
      expect(accounts.map(({ outside }) => outside)).toEqual([2, 0]);
      expect(accounts.reduce((sum, { rows }) => sum + rows, 0)).toBe(12);
      if (expected) expect(Object.fromEntries(accounts.map(({ name, rows }) => [name, rows]))).toEqual(expected);
    });
  });

  it('fills an optional column of the contract that batches do not have yet, and leaves a required one missing', async () => {
    const stream = openStream(bench);
    await stream.rows(hourly(0, 24), { rows: 24 });
    const optional = { required: false, key: false };
    const columns = [
      { name: 'scheduled_at', type: 'timestamp', ...optional },
      { name: 'Flight_Id', type: 'string', ...optional },
      { name: 'delay', type: 'number', ...optional },
      { name: 'gate', type: 'string', required: true, key: false },
    ] as const;
    const columnsPlan = [{ kind: 'columns' as const, source: 'flights' }];
    const sources = [{ ...flights, columns }];
    const { measurements } = await stream.activities.assembleSnapshot({
      ...stream.pane({ sources }),
      plan: columnsPlan,
    });
    expect(measurements).toEqual([
      {
        columns: [
          { name: 'scheduled_at', type: 'TIMESTAMP' },
          { name: 'flight_id', type: 'VARCHAR' },
          { name: 'delay', type: 'DOUBLE' },
        ],
      },
    ]);
  });

  it('counts a row in each of the sliding windows that hold it', async () => {
    const stream = openStream(bench);
    await stream.rows(hourly(0, 24), { rows: 24 });
    const grid = { size: 7 * day, period: day, offset: 6 * hour };
    const window = { start: first - 2 * day + 6 * hour, end: first + 5 * day + 6 * hour };
    const { account, rows } = await stream.activities.assembleSnapshot({ ...stream.pane({ grid, window }), plan });
    const [arrival] = (await bench.artifacts.getJson(account, PaneAccount)).arrivals;
    expect(rows).toEqual({ flights: 24 });
    expect(arrival?.windows).toHaveLength(8);
    expect(arrival?.windows.at(0)).toEqual({ start: first - 7 * day + 6 * hour, rows: 6 });
    expect(arrival?.windows.at(-1)).toEqual({ start: first + 6 * hour, rows: 18 });
    expect(arrival?.windows.slice(1, -1).every((counted) => counted.rows === 24)).toBe(true);
  });

  it('counts a row in the windows of the grid that was in force where they begin', async () => {
    const stream = openStream(bench);
    await stream.rows(hourly(0, 48), { rows: 48, maxTime: first + 2 * day - 1 });
    const grid = { size: day, period: day, offset: 0 };
    const grids = [
      { from: null, grid },
      { from: first + day, grid: { size: day / 2, period: day / 2, offset: 0 } },
    ];
    const sources = [{ ...flights, grids }];
    const { account, rows } = await stream.activities.assembleSnapshot({ ...stream.pane({ grid, sources }), plan });
    const [arrival] = (await bench.artifacts.getJson(account, PaneAccount)).arrivals;
    expect(rows).toEqual({ flights: 24 });
    expect(arrival).toMatchObject({ outside: 0 });
    expect(arrival?.windows).toEqual([
      { start: first, rows: 24 },
      { start: first + day, rows: 12 },
      { start: first + day + day / 2, rows: 12 },
    ]);
  });

  it('gives the same part for the same rows, however they are split and ordered, and whatever the threads', async () => {
    const columns = `'f' || (i % 7) AS flight_id, CASE WHEN i % 5 = 0 THEN NULL ELSE i / 3 END AS delay`;
    const all = hourly(0, 24, columns);
    const parts = new Set<string | undefined>();
    for (const threads of [1, 2, 4]) {
      const other = await openWorkbench({ threads });
      for (const pieces of [1, 3, 24]) {
        const stream = openStream(other);
        for (let k = 0; k < pieces; k++) {
          const rows = Math.ceil((24 - k) / pieces);
          await stream.rows(
            `SELECT * EXCLUDE (n) FROM (SELECT *, row_number() OVER (ORDER BY hash(scheduled_at)) AS n FROM (${all})) WHERE n % ${pieces} = ${k === 0 ? 1 % pieces : (k + 1) % pieces} ORDER BY n DESC`,
            { rows },
          );
        }
        const { parts: made, unreadable } = await stream.activities.assembleSnapshot({ ...stream.pane(), plan });
        expect(unreadable).toEqual([]);
        parts.add(made.flights);
      }
      await other.close();
    }
    expect(parts.size).toBe(1);
  });

  it('leaves out arrivals after `through` and those that are held', async () => {
    const stream = openStream(bench);
    for (let k = 0; k < 4; k++) await stream.rows(hourly(k * hour, 1, `'f${k}' AS flight_id`), { rows: 1 });
    const { parts } = await stream.activities.assembleSnapshot({
      ...stream.pane({ through: 2, except: [[1, 1]] }),
      plan,
    });
    expect((await rowsOf(parts.flights ?? '')).map(([, id]) => id)).toEqual(['f0', 'f2']);
  });

  it('takes event times with a zone, as dates and as epoch milliseconds, also before 1970', async () => {
    const stream = openStream(bench);
    const start = -2 * day;
    const window = { start, end: start + day };
    const span = { minTime: start, maxTime: start + day - 1 };
    const sources = ['zoned', 'dated', 'whole', 'fine'].map((name) => ({ name, eventTime: 't' }));
    await stream.rows(
      `SELECT TIMESTAMPTZ '1969-12-30 01:00:00+02' AS t UNION ALL SELECT TIMESTAMPTZ '1969-12-30 02:00:00+02'`,
      { ...span, source: 'zoned', rows: 2 },
    );
    await stream.rows(`SELECT DATE '1969-12-30' AS t`, { ...span, source: 'dated', rows: 1 });
    await stream.rows(`SELECT unnest([${start - 1}, ${start}, ${start + day - 1}, ${start + day}])::BIGINT AS t`, {
      ...span,
      source: 'whole',
      rows: 4,
    });
    await stream.rows(
      `SELECT TIMESTAMP '1969-12-29 23:59:59.9995' AS t UNION ALL SELECT TIMESTAMP '1969-12-30 23:59:59.9995'`,
      { ...span, source: 'fine', rows: 2 },
    );
    const { rows } = await stream.activities.assembleSnapshot({ ...stream.pane({ window, sources }), plan: [] });
    expect(rows).toEqual({ zoned: 1, dated: 1, whole: 2, fine: 1 });
  });

  it('names what it was made from in a manifest whose digest is the snapshot', async () => {
    const stream = openStream(bench);
    const arrival = await stream.rows(hourly(0, 2), { rows: 2 });
    const { snapshot, parts } = await stream.activities.assembleSnapshot({ ...stream.pane(), plan });
    const manifest = await bench.artifacts.getJson(snapshot, Snapshot);
    expect(manifest).toMatchObject({
      pipeline: 'p',
      feed: 'data',
      pane: 0,
      batches: [{ source: 'flights', id: arrival.id, digest: arrival.digest }],
      parts: [{ source: 'flights', data: parts.flights, rows: 2 }],
    });
  });

  it('unites batches whose columns differ: a column that one lacks is null there, and unlike types become text', async () => {
    const stream = openStream(bench);
    await stream.rows(hourly(0, 1, `1::INTEGER AS flight, 'x' AS extra, NULL::INTEGER AS wind`), { rows: 1 });
    await stream.rows(hourly(hour, 1, `2::BIGINT AS flight, 0.5::DOUBLE AS wind`), { rows: 1 });
    const unlike = stream.pane();
    const { parts, measurements } = await stream.activities.assembleSnapshot({
      ...unlike,
      plan: [{ kind: 'columns', source: 'flights' }],
    });
    expect(measurements).toEqual([
      {
        columns: [
          { name: 'scheduled_at', type: 'TIMESTAMP' },
          { name: 'flight', type: 'BIGINT' },
          { name: 'extra', type: 'VARCHAR' },
          { name: 'wind', type: 'DOUBLE' },
        ],
      },
    ]);
    expect((await rowsOf(parts.flights ?? '')).map((row) => row.slice(1))).toEqual([
      ['1', 'x', null],
      ['2', null, '0.5'],
    ]);
    await stream.rows(hourly(2 * hour, 1, `'N3' AS flight`), { rows: 1 });
    const after = await stream.activities.assembleSnapshot({
      ...stream.pane(),
      plan: [{ kind: 'columns', source: 'flights' }],
    });
    expect(after.measurements[0]).toMatchObject({ columns: [{}, { name: 'flight', type: 'VARCHAR' }, {}, {}] });
    expect(after.rows).toEqual({ flights: 3 });
  });

  it('makes no part of a source without rows, and gives its measures as of nothing', async () => {
    const stream = openStream(bench);
    await stream.rows(hourly(0, 2), { rows: 2 });
    const sources = [flights, { name: 'weather', eventTime: 'observed_at' }];
    const { rows, parts, measurements } = await stream.activities.assembleSnapshot({
      ...stream.pane({ sources }),
      plan: [...plan, { kind: 'rows', source: 'weather' }, { kind: 'columns', source: 'weather' }],
    });
    expect(rows).toEqual({ flights: 2, weather: 0 });
    expect(Object.keys(parts)).toEqual(['flights']);
    expect(measurements).toEqual([{ count: '2' }, { count: '0' }, { columns: [] }]);
  });

  it('keeps columns whose names look like SQL or like its own', async () => {
    const stream = openStream(bench);
    const names = [
      '"; DROP TABLE x; --',
      'a.b',
      "it's",
      '🛫',
      'filename',
      'file_row_number',
      '__time',
      '__ordinal',
      '__file',
      'select',
    ];
    const columns = names.map((name, i) => `${i} AS "${name.replaceAll('"', '""')}"`).join(', ');
    await stream.rows(hourly(0, 1, columns), { rows: 1 });
    await stream.rows(hourly(1, 1, columns), { rows: 1 });
    const { measurements, rows, unreadable } = await stream.activities.assembleSnapshot({
      ...stream.pane(),
      plan: [
        { kind: 'columns', source: 'flights' },
        ...names.map((column) => ({ kind: 'outside' as const, source: 'flights', column, max: 4 })),
      ],
    });
    expect({ rows, unreadable }).toEqual({ rows: { flights: 2 }, unreadable: [] });
    const [columnsFound, ...outside] = measurements;
    expect(columnsFound).toMatchObject({ columns: [{}, ...names.map((name) => ({ name }))] });
    expect(outside.map((answer) => ('count' in answer ? answer.count : answer))).toEqual(
      names.map((_, i) => (i > 4 ? '2' : '0')),
    );
  });
});

describe('text formats', () => {
  const csv = (lines: string[]) => `${lines.join('\n')}\n`;

  it('reads CSV and NDJSON like Parquet', async () => {
    const stream = openStream(bench);
    await stream.bytes(
      csv(['scheduled_at,carrier,delay', '2013-05-01T01:00:00Z,"A,""B",5', '2013-05-01T02:00:00Z,UA,']),
      { rows: 2, format: 'csv' },
    );
    await stream.bytes(`\ufeff${csv(['scheduled_at,carrier,delay', '2013-05-01T03:00:00Z,DL,7'])}`, {
      rows: 1,
      format: 'csv',
    });
    await stream.bytes(
      '{"scheduled_at":"2013-05-01T04:00:00Z","carrier":"AA","delay":1}\n{"scheduled_at":"2013-05-02T04:00:00Z","carrier":"AA"}\n',
      { rows: 2, format: 'ndjson' },
    );
    await stream.bytes('{"scheduled_at":"2013-05-01T06:00:00+01:00"}\n{"scheduled_at":"2013-05-02T00:30:00+02:00"}\n', {
      rows: 2,
      format: 'ndjson',
    });
    const { rows, parts, unreadable, account } = await stream.activities.assembleSnapshot({ ...stream.pane(), plan });
    expect({ rows, unreadable }).toEqual({ rows: { flights: 6 }, unreadable: [] });
    expect((await rowsOf(parts.flights ?? '')).slice(0, 4).map(([, ...row]) => row)).toEqual([
      ['A,"B', '5'],
      ['UA', null],
      ['DL', '7'],
      ['AA', '1'],
    ]);
    expect((await bench.artifacts.getJson(account, PaneAccount)).arrivals.map(({ outside }) => outside)).toEqual([
      0, 0, 1, 0,
    ]);
  });

  it('reads what the gateway made of inline rows by their contract, each at the time that it declared', async () => {
    const types = {
      scheduled_at: 'timestamp',
      code: 'string',
      delay: 'integer',
      distance: 'number',
      on: 'date',
      ok: 'boolean',
    };
    const columns = Object.entries(types).map(([name, type]) => ({
      name,
      type: LogicalType.parse(type),
      required: false,
      key: false,
    }));
    const given = [
      {
        scheduled_at: '2013-05-01T01:00:00Z',
        code: '0012',
        delay: 9007199254740,
        distance: 1.5,
        on: '2013-05-01',
        ok: true,
      },
      { scheduled_at: '2013-05-01T04:00:00.1234567+02:00', code: 'a\u0000"é', distance: 2 },
      { scheduled_at: 1_367_377_200_001 },
    ];
    const rows = rowReaders['application/json']?.(JSON.stringify(given));
    const admitted = admitRows(rows ?? { rows: [], from: 'json' }, { columns, eventTime: 'scheduled_at' });
    const stream = openStream(bench);
    const { minTime, maxTime, lines } = admitted;
    await stream.bytes(`${lines.join('\n')}\n`, { rows: 3, format: 'ndjson', minTime, maxTime });
    const {
      rows: counts,
      parts,
      unreadable,
      account,
      measurements,
    } = await stream.activities.assembleSnapshot({
      ...stream.pane({ sources: [{ ...flights, columns }] }),
      plan: [{ kind: 'columns', source: 'flights' }],
    });
    expect({ counts, unreadable }).toEqual({ counts: { flights: 3 }, unreadable: [] });
    expect((await bench.artifacts.getJson(account, PaneAccount)).arrivals.map(({ outside }) => outside)).toEqual([0]);
    expect((await rowsOf(parts.flights ?? '')).map(([, code, delay]) => [code, delay])).toEqual([
      ['0012', '9007199254740'],
      ['a\u0000"é', null],
      [null, null],
    ]);
    expect(measurements[0]).toMatchObject({
      columns: ['TIMESTAMP', 'VARCHAR', 'BIGINT', 'DOUBLE', 'DATE', 'BOOLEAN'].map((type) => ({ type })),
    });
  });

  it('leaves as text what the contract calls a string', async () => {
    const columns = [
      { name: 'scheduled_at', type: 'timestamp' as const, required: true, key: false },
      { name: 'code', type: 'string' as const, required: true, key: false },
      { name: 'delay', type: 'integer' as const, required: false, key: false },
    ];
    const stream = openStream(bench);
    await stream.bytes(csv(['scheduled_at,code,delay', '2013-05-01T01:00:00,0012,']), { rows: 1, format: 'csv' });
    await stream.bytes('{"scheduled_at":"2013-05-01T04:00:00Z","code":"2013-05-01","delay":null}\n', {
      rows: 1,
      format: 'ndjson',
    });
    const { parts, measurements } = await stream.activities.assembleSnapshot({
      ...stream.pane({ sources: [{ ...flights, columns }] }),
      plan: [{ kind: 'columns', source: 'flights' }],
    });
    expect((await rowsOf(parts.flights ?? '')).map((row) => row.slice(1))).toEqual([
      ['0012', null],
      ['2013-05-01', null],
    ]);
    expect(measurements[0]).toMatchObject({ columns: [{}, { type: 'VARCHAR' }, { name: 'delay', type: 'BIGINT' }] });
  });
});

describe('many batches of one pane', () => {
  const shapes = [
    `'f' || i AS flight_id`,
    `'f' || i AS flight_id, i::DOUBLE AS delay`,
    `i AS flight_id, 'x' AS __file, 'y' AS place, NULL::INT AS __slot`,
  ];
  const contents = Array.from({ length: 30 }, (_, k) => hourly(k * hour, (k % 5) + 1, shapes[k % shapes.length]));
  const announced = (k: number) => ({
    rows: (k % 5) + 1,
    id: `b${k}`,
    minTime: first,
    maxTime: first + (k + 5) * hour,
  });

  it('are read by few scans to what each is read to alone, whichever is among them twice or with other times', async () => {
    const together = openStream(bench);
    for (const [k, content] of contents.entries()) await together.rows(content, announced(k));
    await together.rows(contents[4] ?? '', { ...announced(4), id: 'again' });
    await together.rows(contents[4] ?? '', { ...announced(4), id: 'narrower', maxTime: first + 5 * hour });
    const { account } = await together.activities.assembleSnapshot({ ...together.pane(), plan });
    const all = (await bench.artifacts.getJson(account, PaneAccount)).arrivals;

    for (const [k, content] of contents.entries()) {
      const alone = openStream(bench);
      await alone.rows(content, announced(k));
      const single = await alone.activities.assembleSnapshot({ ...alone.pane(), plan });
      const [arrival] = (await bench.artifacts.getJson(single.account, PaneAccount)).arrivals;
      expect(all[k]).toEqual({ ...arrival, ordinal: k });
    }
    expect(all.slice(30).map(({ id, outside, fates }) => ({ id, outside, fates }))).toEqual([
      { id: 'again', outside: 0, fates: all[4]?.fates },
      { id: 'narrower', outside: 3, fates: { included: 2 } },
    ]);
  });
});
