import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Unanswerable } from '#activities/engine/engine.ts';
import { createMeasurer } from '#activities/engine/measure.ts';
import { createSandboxedSql } from '#activities/engine/sandboxed-sql.ts';
import type { Measure, Measurement } from '#contracts/measure.ts';
import { sha256 } from '#domain/digest.ts';
import { countBins } from '#domain/statistics/bins.ts';
import { psi } from '#domain/statistics/psi.ts';
import { decileEdges } from '#test/support/data/deciles.ts';
import { openWorkbench, type Workbench } from '#test/support/workbench.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

const reference = sha256('reference');
const drift: Extract<Measure, { kind: 'drift' }> = {
  kind: 'drift',
  source: 's',
  column: 'x',
  method: 'psi',
  reference,
};
let made = 0;

async function measure(plan: Measure[], current: string | undefined, before?: string): Promise<Measurement[]> {
  const files =
    current === undefined ? new Map() : new Map([['s', [await bench.parquet(`current-${made++}`, current)]]]);
  const past = before && (await bench.parquet(`reference-${made++}`, before));
  return createMeasurer(
    bench.engine,
    createSandboxedSql(bench.scratch),
  )({
    plan,
    files,
    reference: async () => {
      if (past === undefined) throw new Unanswerable('ARTIFACT_MISSING');
      return [past];
    },
  });
}

const of = (type: string, values: readonly (number | string | null)[]) =>
  `SELECT unnest([${values.map((v) => (v === null ? 'NULL' : `'${v}'`)).join(', ')}]::${type}[]) AS x`;
const spread = (n: number, seed: number) => Array.from({ length: n }, (_, i) => Math.sin(i * 12.9898 + seed) * 1e3);

describe('measuring a plan', () => {
  it('answers in the order of the plan, each on its own', async () => {
    const plan: Measure[] = [
      { kind: 'repeats', source: 's', columns: ['x'] },
      { kind: 'nulls', source: 's', column: 'nowhere' },
      { kind: 'columns', source: 's' },
      { kind: 'rows', source: 's' },
      { kind: 'rows', source: 'other' },
      { kind: 'columns', source: 'other' },
      { kind: 'notIn', source: 's', column: 'x', values: ['a'] },
    ];
    expect(await measure(plan, of('VARCHAR', ['a', 'a', 'b']))).toEqual([
      { count: '1' },
      { error: 'COLUMN_MISSING' },
      { columns: [{ name: 'x', type: 'VARCHAR' }] },
      { count: '3' },
      { count: '0' },
      { columns: [] },
      { count: '1' },
    ]);
  });
});

describe('a distribution', () => {
  it.each([
    ['spread', spread(997, 1), spread(500, 2)],
    ['ties', Array.from({ length: 100 }, (_, i) => i % 3), [0, 1, 2, 2, 3]],
    ['a constant', Array(50).fill(7), [6, 7, 8]],
    ['one row', [5], [4, 5, 6]],
    ['huge and tiny', [1e300, -1e300, 1e-300, 0, 5, 6, 7, 8, 9, 10, 11], [0, 1e301]],
  ])('has the edges and counts that domain computes: %s', async (_, before, now) => {
    const edges = decileEdges(before);
    const bins = { reference: countBins(before, edges), current: countBins(now, edges) };
    expect(await measure([drift], of('DOUBLE', now), of('DOUBLE', before))).toEqual([
      {
        drift: {
          statistic: psi(bins.reference, bins.current),
          rows: now.length,
          referenceRows: before.length,
          nulls: 0,
          referenceNulls: 0,
          bins: { numeric: true, edges: edges.map(String), ...bins },
        },
      },
    ]);
  });

  it('leaves nulls out of both sides, and reads whole numbers and decimals as doubles', async () => {
    const before = Array.from({ length: 11 }, (_, i) => i);
    const [found] = await measure(
      [drift],
      of('DECIMAL(10,2)', [null, '0.5', '10.5']),
      of('BIGINT', [...before, null, null]),
    );
    expect(found).toMatchObject({
      drift: {
        rows: 2,
        nulls: 1,
        referenceRows: 11,
        referenceNulls: 2,
        bins: {
          edges: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
          reference: [2, 1, 1, 1, 1, 1, 1, 1, 1, 1],
          current: [1, 0, 0, 0, 0, 0, 0, 0, 0, 1],
        },
      },
    });
  });

  it('counts the levels of both sides where the column is no number', async () => {
    const [found] = await measure([drift], of('VARCHAR', ['b', 'ü', null]), of('VARCHAR', ['a', 'b', 'b']));
    expect(found).toMatchObject({
      drift: { bins: { numeric: false, edges: ['a', 'b', 'ü'], reference: [1, 2, 0], current: [0, 1, 1] } },
    });
  });

  it('is never silent about what it cannot compare', async () => {
    const numbers = of('DOUBLE', [1, 2, 3]);
    const errors = await Promise.all([
      measure([drift], of('DOUBLE', [1, 'NaN']), numbers),
      measure([drift], numbers, of('DOUBLE', [1, 'NaN'])),
      measure([drift], numbers, of('DOUBLE', ['inf', 'inf', 1])),
      measure([{ ...drift, method: 'wasserstein' }], of('DOUBLE', ['inf']), numbers),
      measure([{ ...drift, method: 'jensenShannon' }], of('DOUBLE', ['inf']), numbers),
      measure([{ ...drift, method: 'ks' }], of('VARCHAR', ['a']), of('VARCHAR', ['a'])),
      measure([drift], of('VARCHAR', ['a']), numbers),
      measure([drift], `SELECT 1 AS y`, numbers),
      measure([drift], numbers),
      measure([drift], `SELECT hash(i)::VARCHAR AS x FROM range(2000) AS t(i)`, of('VARCHAR', ['a'])),
      measure([drift], of('VARCHAR', ['x'.repeat(300)]), of('VARCHAR', ['a'])),
    ]);
    expect(errors.flat().map((answer) => ('error' in answer ? answer.error : answer))).toEqual([
      ...Array(5).fill('VALUES_NOT_FINITE'),
      'COLUMN_TYPE_MISMATCH',
      'COLUMN_TYPE_MISMATCH',
      'COLUMN_MISSING',
      'ARTIFACT_MISSING',
      'TOO_MANY_LEVELS',
      'TOO_MANY_LEVELS',
    ]);
  });

  it('counts infinity by its order among the current values, and has no statistic of no rows', async () => {
    const [found] = await measure([drift], of('DOUBLE', ['inf', '-inf']), of('DOUBLE', [1, 1, 1]));
    expect(found).toMatchObject({ drift: { bins: { edges: ['1'], reference: [3, 0], current: [1, 1] } } });
    for (const [now, before] of [
      [undefined, of('DOUBLE', [1])],
      [of('DOUBLE', [1]), of('DOUBLE', [null])],
    ] as const)
      expect((await measure([drift], now, before))[0]).not.toHaveProperty('drift.statistic');
  });
});

it('gives the same answers on any split and order of the rows, and any number of threads', async () => {
  const plan: Measure[] = [
    { kind: 'rows', source: 's' },
    { kind: 'nulls', source: 's', column: 'x' },
    { kind: 'outside', source: 's', column: 'x', min: 0, max: 500 },
    { kind: 'repeats', source: 's', columns: ['k'] },
    { kind: 'notIn', source: 's', column: 'k', values: ['a', 'b'] },
    drift,
    { ...drift, column: 'k' },
    { ...drift, method: 'ks' },
    { ...drift, method: 'wasserstein' },
    { ...drift, method: 'jensenShannon' },
    { ...drift, column: 'k', method: 'chiSquared' },
    { kind: 'unmatched', source: 's', column: 'k', pattern: '^[a-k]$' },
    { kind: 'orphans', source: 's', columns: ['k'], to: { source: 'other', columns: ['k'] } },
    { kind: 'groups', source: 's', by: ['k'], expected: [['a'], ['z']], spans: { at: 't', every: 3_600_000 } },
    { kind: 'groups', source: 's', by: ['k'], expected: reference },
    { kind: 'outliers', source: 's', column: 'x', z: 1 },
    { kind: 'total', source: 's', column: 'x' },
    { kind: 'quantile', source: 's', column: 'x', q: 0.9 },
    { kind: 'disorder', source: 's', column: 'x', by: ['k', 't'], strict: true, direction: 'ascending' },
    { kind: 'latest', source: 's', column: 't' },
    { kind: 'variety', source: 's', column: 'k' },
  ];
  const rows = `SELECT TIMESTAMP '2013-05-01' + to_minutes((i % 5000)::BIGINT) AS t, CASE WHEN i % 11 = 0 THEN NULL ELSE sin(i) * 1000 END AS x, chr((97 + i % 23)::INTEGER) AS k, i FROM range(50000) AS t(i)`;
  const digests = new Set<string>();
  // Threads, and into how many pieces the rows are split for each.
  for (const [threads, splits] of [
    [1, [1, 50]],
    [2, [7]],
    [4, [1, 50]],
  ] as const) {
    const other = await openWorkbench({ threads });
    const past = await other.parquet('past', `SELECT * EXCLUDE (i) FROM (${rows}) WHERE i < 20000 AND k > 'c'`);
    for (const pieces of splits) {
      const files = [];
      for (let k = 0; k < pieces; k++) {
        files.push(
          await other.parquet(
            `piece-${pieces}-${k}`,
            `SELECT * EXCLUDE (i) FROM (${rows}) WHERE i % ${pieces} = ${k} ORDER BY hash(i + ${threads})`,
          ),
        );
      }
      digests.add(
        JSON.stringify(
          await createMeasurer(
            other.engine,
            createSandboxedSql(other.scratch),
          )({
            plan,
            files: new Map([
              ['s', files],
              ['other', [past]],
            ]),
            reference: async () => [past],
          }),
        ),
      );
    }
    await other.close();
  }
  expect(digests.size).toBe(1);
  expect([...digests][0]).not.toContain('error');
});
