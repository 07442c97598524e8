import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PaneInput, PaneSource, Remediated, RemediateInput } from '#activities/panes/port.ts';
import { Check } from '#contracts/check.ts';
import { PaneAccount } from '#contracts/ledger.ts';
import type { Measure } from '#contracts/measure.ts';
import { Snapshot } from '#contracts/snapshot.ts';
import { sha256 } from '#domain/digest.ts';
import { sumOf } from '#domain/ledger/counts.ts';
import { openWorkbench, type Workbench } from '#test/support/workbench.ts';
import { at, day, first, flights, openStream } from './stream.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

const rowsOf = async (digest: string | undefined, columns = '*') => {
  const path = await bench.artifacts.path(digest ?? '');
  return bench.database.use((session) => session.rows(`SELECT ${columns} FROM read_parquet('${path}')`));
};

const checks = (...declared: object[]): Check[] => declared.map((check) => Check.parse(check));
const unique = { unique: { columns: ['id'] } };
const deduplicate = { deduplicate: { by: ['id'] } };

/** Rows `(id, carrier, distance)` at one minute after the other. */
const table = (rows: readonly (readonly [string | null, string | null, number | null])[], from = 0): string => {
  const quote = (text: string | null) => (text === null ? 'NULL' : `'${text}'`);
  const values = rows.map(
    ([id, carrier, distance], i) => `(${from + i}, ${quote(id)}, ${quote(carrier)}, ${distance ?? 'NULL'}::INTEGER)`,
  );
  return `SELECT ${at('i * 60000')} AS scheduled_at, id::VARCHAR AS id, carrier::VARCHAR AS carrier, distance
    FROM (VALUES ${values.join(', ')}) AS given(i, id, carrier, distance)`;
};

type Stream = ReturnType<typeof openStream>;

async function remediate(
  stream: Stream,
  given: Partial<RemediateInput>,
  pane: PaneInput = stream.pane(),
): Promise<Remediated> {
  const plan = given.plan ?? [];
  const { snapshot, account } = await stream.activities.assembleSnapshot({ ...pane, plan });
  return stream.activities.remediateSnapshot({
    ...pane,
    assembled: { snapshot, account },
    remediations: [],
    rowChecks: [],
    plan,
    ...given,
  });
}

/** Every row of every arrival in exactly one fate. */
async function balanced(account: string) {
  const { arrivals } = await bench.artifacts.getJson(account, PaneAccount);
  for (const { windows, fates } of arrivals) {
    expect(sumOf(fates)).toBe(windows.find(({ start }) => start === first)?.rows ?? 0);
  }
  return arrivals.map(({ fates }) => fates);
}

describe('deduplicating', () => {
  it('keeps of each key the row that arrived first, and counts the others as duplicates of their arrivals', async () => {
    const stream = openStream(bench);
    await stream.rows(
      table(
        [
          ['a', 'UA', 1],
          ['b', 'UA', 2],
          ['a', 'AA', 3],
          [null, 'DL', 4],
        ],
        10,
      ),
      { rows: 4 },
    );
    await stream.rows(
      table([
        ['b', 'AA', 5],
        ['c', 'AA', 6],
        [null, 'DL', 7],
      ]),
      { rows: 3 },
    );
    const plan: Measure[] = [{ kind: 'repeats', source: 'flights', columns: ['id'] }];
    const { steps, fates, parts, account, measurements, rows, quarantine } = await remediate(stream, {
      remediations: [deduplicate],
      plan,
    });
    expect(steps).toEqual([{ remediation: 'deduplicate', source: 'flights', before: 7, after: 5 }]);
    expect({ fates, rows, measurements, quarantine }).toEqual({
      fates: { included: 5, duplicate: 2 },
      rows: { flights: 5 },
      measurements: [{ count: '0' }],
      quarantine: [],
    });
    expect(await balanced(account)).toEqual([
      { included: 3, duplicate: 1 },
      { included: 2, duplicate: 1 },
    ]);
    const kept = await rowsOf(parts.flights, 'id, carrier, distance');
    expect(kept.map(({ distance }) => distance)).toEqual([6, 7, 1, 2, 4]);
  });

  it('leaves a source alone whose columns the step does not know', async () => {
    const stream = openStream(bench);
    await stream.rows(
      table([
        ['a', 'UA', 1],
        ['a', 'UA', 1],
      ]),
      { rows: 2 },
    );
    const { steps, fates } = await remediate(stream, { remediations: [{ deduplicate: { by: ['nowhere'] } }] });
    expect(steps).toEqual([{ remediation: 'deduplicate', source: 'flights', before: 2, after: 2 }]);
    expect(fates).toEqual({ included: 2 });
  });
});

describe('setting rows aside', () => {
  const defects = [
    ['a', 'UA', 100], // sound
    ['b', null, 100], // null in a key
    ['c', 'ZZ', 100], // unknown carrier
    ['d', 'UA', -5], // negative distance
    ['e', 'ZZ', -5], // two at once
    ['a', 'AA', 100], // repeats a key
    ['d', 'AA', 100], // repeats the key of an offender only
  ] as const;
  const all = checks(
    { nullRate: { column: 'carrier', max: 0 } },
    { set: { column: 'carrier', values: ['UA', 'AA', 'DL'] } },
    { range: { column: 'distance', min: 0, max: 5000 } },
    unique,
  );

  it('puts each offender with its arrival and its reasons into an artifact, and the rest into the new snapshot', async () => {
    const stream = openStream(bench);
    await stream.rows(table(defects.slice(0, 4)), { rows: 4 });
    await stream.rows(table(defects.slice(4), 4), { rows: 3 });
    const { quarantine, rows, fates, account, parts, snapshot, steps } = await remediate(stream, { rowChecks: all });
    expect({ rows, fates, steps }).toEqual({ rows: { flights: 2 }, fates: { included: 2, quarantined: 5 }, steps: [] });
    expect(await balanced(account)).toEqual([
      { included: 1, quarantined: 3 },
      { included: 1, quarantined: 2 },
    ]);
    expect(quarantine).toMatchObject([
      {
        source: 'flights',
        rows: 5,
        codes: { NULL_RATE_ABOVE_MAXIMUM: 1, VALUE_NOT_IN_SET: 2, VALUE_OUT_OF_RANGE: 2, NOT_UNIQUE: 1 },
      },
    ]);
    expect(await rowsOf(quarantine[0]?.data, 'id, arrival, row, reasons, reason_columns')).toEqual([
      { id: 'b', arrival: 'batch-0', row: '1', reasons: ['NULL_RATE_ABOVE_MAXIMUM'], reason_columns: ['carrier'] },
      { id: 'c', arrival: 'batch-0', row: '2', reasons: ['VALUE_NOT_IN_SET'], reason_columns: ['carrier'] },
      { id: 'd', arrival: 'batch-0', row: '3', reasons: ['VALUE_OUT_OF_RANGE'], reason_columns: ['distance'] },
      {
        id: 'e',
        arrival: 'batch-1',
        row: '0',
        reasons: ['VALUE_NOT_IN_SET', 'VALUE_OUT_OF_RANGE'],
        reason_columns: ['carrier', 'distance'],
      },
      { id: 'a', arrival: 'batch-1', row: '1', reasons: ['NOT_UNIQUE'], reason_columns: ['id'] },
    ]);
    expect((await rowsOf(parts.flights)).map(({ id, carrier }) => [id, carrier])).toEqual([
      ['a', 'UA'],
      ['d', 'AA'],
    ]);
    const manifest = await bench.artifacts.getJson(snapshot, Snapshot);
    expect(manifest.remediatedFrom).toMatch(/^sha256:/);
    expect(manifest.parts).toMatchObject([{ source: 'flights', rows: 2, data: parts.flights }]);
  });

  it('sets rows aside whose keys no row has that is left of another source', async () => {
    const stream = openStream(bench);
    const carriers: PaneSource = { name: 'carriers', eventTime: 'scheduled_at' };
    const known = table([
      ['1', 'UA', 1],
      ['2', 'AA', -1],
      ['3', null, 1],
    ]);
    await stream.rows(table([...defects, ['f', null, 1]]), { rows: 8 });
    await stream.rows(known, { rows: 3, source: 'carriers' });
    const key = { foreignKey: { columns: ['carrier'], to: { source: 'carriers' } } };
    const pane = stream.pane({ sources: [flights, carriers] });
    const plan: Measure[] = [
      { kind: 'orphans', source: 'flights', columns: ['carrier'], to: { source: 'carriers', columns: ['carrier'] } },
    ];
    const rowChecks = checks(key, { range: { source: 'carriers', column: 'distance', min: 0 } });
    const { quarantine, rows, measurements } = await remediate(stream, { rowChecks, plan }, pane);
    expect(rows).toEqual({ flights: 4, carriers: 2 });
    expect(quarantine).toMatchObject([
      { source: 'flights', rows: 4, codes: { FOREIGN_KEY_MISSING: 4 } },
      { source: 'carriers', rows: 1, codes: { VALUE_OUT_OF_RANGE: 1 } },
    ]);
    expect((await rowsOf(quarantine[0]?.data, 'id, carrier')).map(({ carrier }) => carrier)).toEqual([
      'ZZ',
      'ZZ',
      'AA',
      'AA',
    ]);
    expect(measurements).toEqual([{ count: '0' }]);
  });

  it('sets aside a key of several columns, and none whose other source has another type or no rows', async () => {
    const stream = openStream(bench);
    const other: PaneSource = { name: 'other', eventTime: 'scheduled_at' };
    await stream.rows(
      table([
        ['a', 'UA', 1],
        ['b', 'UA', 1],
        [null, 'UA', 1],
      ]),
      { rows: 3 },
    );
    await stream.rows(
      table([
        ['a', 'UA', 1],
        ['b', 'AA', 1],
      ]),
      { rows: 2, source: 'other' },
    );
    const pane = stream.pane({ sources: [flights, other] });
    const aside = async (foreignKey: object) =>
      (await remediate(stream, { rowChecks: checks({ foreignKey }) }, pane)).quarantine.map(({ rows }) => rows);
    expect(await aside({ columns: ['id', 'carrier'], to: { source: 'other' } })).toEqual([1]);
    expect(await aside({ columns: ['distance'], to: { source: 'other', columns: ['id'] } })).toEqual([]);
    expect(await aside({ columns: ['nowhere'], to: { source: 'other', columns: ['id'] } })).toEqual([]);
    expect(await aside({ columns: ['id'], to: { source: 'flights' } })).toEqual([]);
  });

  it('lets repairs go first, and sets aside what they leave', async () => {
    const stream = openStream(bench);
    await stream.rows(table([...defects, ...defects]), { rows: 14 });
    const { fates, quarantine, steps } = await remediate(stream, { rowChecks: all, remediations: [deduplicate] });
    expect(steps).toMatchObject([{ before: 14, after: 5 }]);
    expect(fates).toEqual({ included: 1, quarantined: 4, duplicate: 9 });
    expect(quarantine).toMatchObject([
      { rows: 4, codes: { NULL_RATE_ABOVE_MAXIMUM: 1, VALUE_NOT_IN_SET: 2, VALUE_OUT_OF_RANGE: 2 } },
    ]);
  });

  it('sets aside no null while a declared share of them is not exceeded', async () => {
    const stream = openStream(bench);
    await stream.rows(
      table([
        ['a', null, 1],
        ['b', 'UA', 1],
        ['c', 'UA', 1],
        ['d', 'UA', 1],
      ]),
      { rows: 4 },
    );
    const within = await remediate(stream, { rowChecks: checks({ nullRate: { column: 'carrier', max: '25%' } }) });
    expect(within.quarantine).toEqual([]);
    const beyond = await remediate(stream, { rowChecks: checks({ nullRate: { column: 'carrier', max: '24%' } }) });
    expect(beyond.quarantine).toMatchObject([{ rows: 1 }]);
  });

  it('has no offenders for a check that cannot be asked of the columns', async () => {
    const stream = openStream(bench);
    await stream.rows(table([['a', 'UA', 1]]), { rows: 1 });
    const impossible = checks(
      { range: { column: 'carrier', min: 0 } },
      { set: { column: 'nowhere', values: ['x'] } },
      { unique: { columns: ['nowhere'] } },
    );
    const { fates, quarantine } = await remediate(stream, { rowChecks: impossible });
    expect({ fates, quarantine }).toEqual({ fates: { included: 1 }, quarantine: [] });
  });

  it('keeps its own columns apart from columns of the same names', async () => {
    const stream = openStream(bench);
    await stream.rows(
      `SELECT ${at('i')} AS scheduled_at, i AS id, 'mine' AS reasons, 'mine' AS arrival, 7 AS row, 'mine' AS __fate FROM range(3) AS given(i)`,
      { rows: 3 },
    );
    const { quarantine, rows } = await remediate(stream, {
      rowChecks: checks({ range: { column: 'id', max: 1 } }),
      remediations: [deduplicate],
    });
    expect(rows).toEqual({ flights: 2 });
    expect(await rowsOf(quarantine[0]?.data)).toMatchObject([
      {
        id: '2',
        reasons: 'mine',
        arrival: 'mine',
        row: 7,
        __fate: 'mine',
        arrival_: 'batch-0',
        row_: '2',
        reasons_: ['VALUE_OUT_OF_RANGE'],
      },
    ]);
  });

  it('reads a check without a source as one about the first, and leaves the others as they were', async () => {
    const stream = openStream(bench);
    const sources = [flights, { name: 'weather', eventTime: 'scheduled_at' }];
    await stream.rows(
      table([
        ['a', 'UA', -1],
        ['b', 'UA', 1],
      ]),
      { rows: 2 },
    );
    await stream.rows(
      table([
        ['a', 'UA', -1],
        ['b', 'UA', -2],
      ]),
      { rows: 2, source: 'weather' },
    );
    const pane = stream.pane({ sources });
    const before = await stream.activities.assembleSnapshot({ ...pane, plan: [] });
    const one = await remediate(stream, { rowChecks: checks({ range: { column: 'distance', min: 0 } }) }, pane);
    expect(one.rows).toEqual({ flights: 1, weather: 2 });
    expect(one.parts.weather).toBe(before.parts.weather);
    const other = await remediate(
      stream,
      { rowChecks: checks({ range: { source: 'weather', column: 'distance', min: 0 } }) },
      pane,
    );
    expect(other).toMatchObject({ rows: { flights: 2, weather: 0 }, parts: { flights: before.parts.flights } });
  });

  it('leaves out what assembly could not read, even where it can be read by now', async () => {
    const stream = openStream(bench);
    const content = 'scheduled_at,id\n2013-05-01T01:00:00,late\n';
    await stream.rows(
      table([
        ['a', 'UA', 1],
        ['a', 'UA', 1],
      ]),
      { rows: 2 },
    );
    await stream.announce({ rows: 1, format: 'csv', digest: sha256(content) });
    const pane = stream.pane();
    const { snapshot, account, unreadable } = await stream.activities.assembleSnapshot({ ...pane, plan: [] });
    expect(unreadable).toHaveLength(1);
    await bench.artifacts.put(Buffer.from(content));
    const given = { assembled: { snapshot, account }, remediations: [deduplicate], rowChecks: [], plan: [] };
    const remediated = await stream.activities.remediateSnapshot({ ...pane, ...given });
    expect(remediated).toMatchObject({ unreadable, rows: { flights: 1 }, fates: { included: 1, duplicate: 1 } });
  });

  it('gives the same artifacts when it is run again', async () => {
    const stream = openStream(bench);
    await stream.rows(table([...defects, ...defects]), { rows: 14, maxTime: first + 2 * day });
    const once = await remediate(stream, { rowChecks: all, remediations: [deduplicate] });
    expect(await remediate(stream, { rowChecks: all, remediations: [deduplicate] })).toEqual(once);
  });
});
