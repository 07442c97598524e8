import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bounds, orderStatistics } from '#activities/engine/duckdb/order-statistics.ts';
import { openWorkbench, type Workbench } from '#test/support/workbench.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

/** Samples of a few values are bad ones: the guesses miss often. */
const tiny: Bounds = { direct: 4, narrowed: 6, sample: 12 };

const ask = (sql: string, values: number, places: readonly number[], bounds: Bounds, center?: number) =>
  bench.database.use((session) =>
    orderStatistics(session, `(${sql})`, { name: 'x', type: 'DOUBLE' }, values, places, center, bounds),
  );

const cell = (value: number) => `(CAST('${value}' AS DOUBLE))`;
/** As DuckDB orders: NaN is the greatest. */
const ascending = (values: readonly number[]): number[] =>
  values.toSorted((a, b) => (Number.isNaN(a) ? (Number.isNaN(b) ? 0 : 1) : Number.isNaN(b) ? -1 : a - b));

test('whatever the samples say, what comes out is what sorting gives', { timeout: 120_000 }, async () => {
  const few = fc.constantFrom(
    0,
    1,
    1,
    2,
    -0,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NaN,
    1e308,
    5e-324,
  );
  const some = fc.array(fc.oneof(few, fc.double(), fc.integer({ min: -3, max: 3 })), { minLength: 1, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(some, fc.array(fc.nat(59), { maxLength: 8 }), async (values, wanted) => {
      const places = [...new Set(wanted.map((place) => place % values.length))].sort((a, b) => a - b);
      const rows = `SELECT x FROM (VALUES ${values.map(cell).join(', ')}, (NULL)) AS t(x)`;
      const sorted = ascending(values);
      expect(await ask(rows, values.length, places, tiny)).toEqual(places.map((place) => String(sorted[place])));
    }),
    { numRuns: 150 },
  );
});

test.each([
  ['distinct values', 'SELECT hash(range)::DOUBLE AS x FROM range(200_000)'],
  ['few values', 'SELECT (range % 7)::DOUBLE AS x FROM range(200_000)'],
  ['one value', 'SELECT 4.5::DOUBLE AS x FROM range(200_000)'],
  [
    'one value and some others',
    'SELECT (CASE WHEN range % 1000 = 0 THEN range ELSE 5 END)::DOUBLE AS x FROM range(200_000)',
  ],
])('of many %s few are held at once', async (_, sql) => {
  const places = [0, 1, 19_999, 20_000, 99_999, 100_000, 180_000, 199_998, 199_999];
  const narrow = { direct: 1_000, narrowed: 4_000, sample: 2_000 };
  const all = { direct: 1e9, narrowed: 1e9, sample: 1 };
  expect(await ask(sql, 200_000, places, narrow)).toEqual(await ask(sql, 200_000, places, all));
  expect(await ask(sql, 200_000, places, narrow, 5)).toEqual(await ask(sql, 200_000, places, all, 5));
});
