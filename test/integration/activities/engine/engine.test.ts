import { readFile, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Count } from '#activities/engine/engine.ts';
import { Unanswerable } from '#activities/engine/engine.ts';
import { openWorkbench, type Workbench } from '#test/support/workbench.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

let files = 0;
const count = async (query: string, counts: readonly Count[]): Promise<string[]> => {
  const path = await bench.parquet(`engine-${files++}`, query);
  const answers = await bench.engine.attach([path], (relation) => relation.scan(counts));
  return answers.map((answer) => ('value' in answer ? answer.value : answer.error));
};

const values = (type: string, ...given: string[]) =>
  `SELECT unnest([${given.map((value) => `${value}::${type}`).join(', ')}]) AS x`;
const outside = (min?: number, max?: number): Count => ({
  kind: 'outside',
  column: 'x',
  ...(min !== undefined && { min }),
  ...(max !== undefined && { max }),
});

describe('counting', () => {
  it('counts rows, nulls and values outside, with NaN outside and infinity by its order', async () => {
    const doubles = values('DOUBLE', '1', '-0.0', 'NULL', `'NaN'`, `'inf'`, `'-inf'`, '5.5');
    expect(
      await count(doubles, [
        { kind: 'rows' },
        { kind: 'nulls', column: 'x' },
        { kind: 'nan', column: 'x' },
        outside(0),
        outside(undefined, 5),
        outside(0, 5),
        outside(),
      ]),
    ).toEqual(['7', '1', '1', '2', '3', '4', '1']);
  });

  it('compares whole numbers and decimals exactly, beyond what a double holds', async () => {
    const big = values('BIGINT', '9007199254740992', '9007199254740993', '9223372036854775807');
    expect(
      await count(big, [outside(undefined, 9007199254740992), outside(9007199254740992), outside(0.5, 1e30)]),
    ).toEqual(['2', '0', '0']);
    expect(await count(values('DECIMAL(38,18)', '0.1', '0.100000000000000001'), [outside(undefined, 0.1)])).toEqual([
      '1',
    ]);
    expect(await count(values('INTEGER', '-1', '0', '1'), [outside(-0.5, 0.5)])).toEqual(['2']);
    expect(await count(values('UBIGINT', '18446744073709551615'), [outside(-1)])).toEqual(['0']);
  });

  it('finds values that are not in a set: numbers among numbers, texts among texts', async () => {
    const notIn = (...given: (string | number)[]): Count => ({ kind: 'notIn', column: 'x', values: given });
    expect(
      await count(values('VARCHAR', `'UA'`, `'it''s'`, 'NULL', `''`, `'5'`), [
        notIn('UA', "it's"),
        notIn(5),
        notIn('a\0b'),
      ]),
    ).toEqual(['2', '3', '4']);
    expect(await count(values('INTEGER', '1', '2', 'NULL'), [notIn(1), notIn('1'), notIn(1.5, 2)])).toEqual([
      '1',
      '2',
      '1',
    ]);
    expect(await count(values('DOUBLE', '0.1', `'NaN'`, '-0.0'), [notIn(0.1, 0)])).toEqual(['1']);
    expect(await count(values('BOOLEAN', 'true', 'false'), [notIn('true')])).toEqual(['1']);
    expect(await count(values('DECIMAL(10,2)', '1.10', '1.11'), [notIn(1.1)])).toEqual(['1']);
  });

  it('answers what it can where a column is missing or is no number', async () => {
    const given = `SELECT 'a' AS x, 1 AS y`;
    expect(
      await count(given, [
        { kind: 'rows' },
        { kind: 'nulls', column: 'X' },
        outside(1),
        { kind: 'outside', column: 'y', min: 2 },
      ]),
    ).toEqual(['1', 'COLUMN_MISSING', 'COLUMN_TYPE_MISMATCH', '1']);
  });

  it('counts beyond many edges at once as beyond each by itself', async () => {
    const numbers = fc.constantFrom(
      '-1e308',
      '-2.5',
      '-1',
      '-0.0',
      '0',
      '1e-300',
      '1',
      '2.5',
      '1e308',
      'inf',
      '-inf',
      'nan',
    );
    const edges = fc.uniqueArray(fc.constantFrom(-1e308, -2.5, -1, -0, 1e-300, 1, 2.5), { minLength: 3 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.option(numbers)),
        edges,
        fc.constantFrom('above', 'reaching'),
        async (all, at, kind) => {
          const listed = all.map((value) => (value === null ? 'NULL' : `'${value}'`)).join(', ');
          const query = `SELECT unnest([${listed}]::DOUBLE[]) AS x`;
          const counts = at.map((edge): Count => ({ kind, column: 'x', edge }));
          const each = await Promise.all(counts.map((one) => count(query, [one])));
          expect(await count(query, counts)).toEqual(each.flat());
        },
      ),
      { numRuns: 40 },
    );
    const whole = values('HUGEINT', '1', '5', '170141183460469231731687303715884105727', 'NULL');
    const reaching = [1, 5, 1e38].map((edge): Count => ({ kind: 'reaching', column: 'x', edge }));
    expect(await count(whole, reaching)).toEqual(['3', '2', '1']);
  });

  it('counts nested and odd types without failing', async () => {
    const odd = `SELECT [1, NULL] AS l, {'a': 1} AS s, MAP {'k': 1} AS m, 'x'::BLOB AS b, DATE '9999-12-31' + 366 AS d, NULL::INTERVAL AS i`;
    const columns = ['l', 's', 'm', 'b', 'd', 'i'];
    expect(
      await count(
        odd,
        columns.flatMap((column): Count[] => [
          { kind: 'nulls', column },
          { kind: 'notIn', column, values: ['y'] },
        ]),
      ),
    ).toEqual(['0', '1', '0', '1', '0', '1', '0', '1', '0', '1', '1', '0']);
  });
});

describe('questions of their own', () => {
  it('counts repeats of keys that are whole', async () => {
    const path = await bench.parquet(
      'repeats',
      `SELECT * FROM (VALUES (1, 'a'), (1, 'a'), (1, 'a'), (1, 'b'), (NULL, 'a'), (NULL, 'a')) AS t(x, "a""b")`,
    );
    await bench.engine.attach([path], async (relation) => {
      expect(await relation.repeats(['x'])).toEqual({ value: '3' });
      expect(await relation.repeats(['x', 'a"b'])).toEqual({ value: '2' });
      expect(await relation.repeats(['x', 'z'])).toEqual({ error: 'COLUMN_MISSING' });
    });
  });

  it('gives levels in the order of their bytes', async () => {
    const path = await bench.parquet('levels', values('VARCHAR', `'b'`, `'Ä'`, `'b'`, `'🛫'`, `'\uffff'`, 'NULL'));
    expect(await bench.engine.attach([path], (relation) => relation.levels('x', 10))).toEqual([
      { value: 'b', count: '2' },
      { value: 'Ä', count: '1' },
      { value: '\uffff', count: '1' },
      { value: '🛫', count: '1' },
    ]);
  });

  it('has one level for nought, whatever its sign', async () => {
    const path = await bench.parquet('nought', values('DOUBLE', `'-0.0'`, `'0.0'`, `'1.5'`));
    expect(await bench.engine.attach([path], (relation) => relation.levels('x', 10))).toEqual([
      { value: '0', count: '2' },
      { value: '1.5', count: '1' },
    ]);
  });

  it('has one level for a number, whatever its type', async () => {
    for (const type of ['BIGINT', 'DOUBLE', 'DECIMAL(9,2)', 'DECIMAL(9,0)']) {
      const path = await bench.parquet('numbers', values(type, `'100'`, `'-7'`, `'100'`, `'0'`));
      expect(await bench.engine.attach([path], (relation) => relation.levels('x', 10))).toEqual([
        { value: '-7', count: '1' },
        { value: '0', count: '1' },
        { value: '100', count: '2' },
      ]);
    }
    const path = await bench.parquet('fractions', values('DECIMAL(9,3)', `'1.500'`, `'20.050'`, `'0.001'`));
    expect(await bench.engine.attach([path], (relation) => relation.levels('x', 10))).toMatchObject([
      { value: '0.001' },
      { value: '1.5' },
      { value: '20.05' },
    ]);
  });

  it('gives order statistics exactly, at every place', async () => {
    const path = await bench.parquet(
      'order',
      `SELECT CASE WHEN i % 100 = 0 THEN NULL ELSE ((i * 7919) % 10007) / 7.0 END AS x FROM range(3000) AS t(i)`,
    );
    await bench.engine.attach([path], async (relation) => {
      const sorted = await bench.database.use((session) =>
        session.texts(`SELECT x::DOUBLE FROM '${path}' WHERE x IS NOT NULL ORDER BY 1`),
      );
      const places = sorted.map((_, i) => i);
      expect(await relation.orderStatistics('x', sorted.length, places)).toEqual(sorted.map(([value]) => value));
    });
  });

  it('samples the first offenders in the order of all columns', async () => {
    const path = await bench.parquet('sample', `SELECT (9 - i) AS x, 'v' || i AS y FROM range(10) AS t(i)`);
    const sample = await bench.engine.attach([path], (relation) => relation.sample(outside(undefined, 6), 2));
    expect(sample).toEqual([
      { x: '7', y: 'v2' },
      { x: '8', y: 'v1' },
    ]);
  });
});

describe('a broken or slow file', () => {
  it('has no answer where the file is not Parquet', async () => {
    const path = `${bench.scratch}/broken.parquet`;
    await writeFile(path, 'nothing of the kind');
    await expect(bench.engine.attach([path], (relation) => relation.columns())).rejects.toThrow(Unanswerable);
  });

  it('loses only the answers about a column that cannot be read', async () => {
    const path = await bench.parquet('damaged', `SELECT i AS x, hash(i)::VARCHAR AS y FROM range(20000) AS t(i)`);
    const bytes = await readFile(path);
    // The second column's pages fill most of the file, before the footer.
    bytes.fill(0xff, Math.floor(bytes.length * 0.5), Math.floor(bytes.length * 0.6));
    await writeFile(path, bytes);
    const answers = await bench.engine.attach([path], (relation) =>
      relation.scan([outside(0), { kind: 'notIn', column: 'y', values: ['a'] }, { kind: 'rows' }]),
    );
    expect(answers).toMatchObject([{ value: '0' }, { error: expect.any(String) }, { value: '20000' }]);
    expect(JSON.stringify(answers)).not.toContain(bench.folder);
  });

  it('is left at once when the signal is aborted', async () => {
    const path = await bench.parquet('slow', `SELECT i AS x FROM range(2000000) AS t(i)`);
    const slow = bench.engine.attach(
      Array.from({ length: 10_000 }, () => path),
      (relation) => relation.levels('x', 3),
      AbortSignal.timeout(100),
    );
    await expect(slow).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});
