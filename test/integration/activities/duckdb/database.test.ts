import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSandbox } from '#activities/duckdb/database.ts';
import { openWorkbench, type Workbench } from '#test/support/workbench.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
  await writeFile(join(bench.folder, 'secret.csv'), 'a\n1\n');
});
afterAll(() => bench.close());

const run = (sql: string) => bench.database.use((session) => session.run(sql));

describe('the database', () => {
  it('reaches no file outside its folders, no network, no extension and no setting', async () => {
    const secret = join(bench.folder, 'secret.csv');
    for (const sql of [
      `SELECT * FROM read_csv('${secret}')`,
      `SELECT * FROM read_csv('${bench.scratch}/../secret.csv')`,
      `SELECT * FROM read_text('/etc/hostname')`,
      `COPY (SELECT 1) TO '${join(bench.folder, 'out.csv')}'`,
      `ATTACH '${join(bench.folder, 'other.db')}'`,
      `SELECT * FROM 'http://127.0.0.1:9/x.parquet'`,
      'INSTALL httpfs',
      `LOAD '${join(bench.scratch, 'x.duckdb_extension')}'`,
      `SET threads = 1`,
      `SET enable_external_access = true`,
      `SET lock_configuration = false`,
    ]) {
      await expect(run(sql), sql).rejects.toThrow(/Permission Error|Invalid Input Error|Cannot change|IO Error/);
    }
  });

  it('keeps the temporary tables of one session from the next', async () => {
    await run('CREATE TEMP TABLE mine AS SELECT 1');
    await expect(run('SELECT * FROM mine')).rejects.toThrow('mine');
  });

  it('takes times without a zone as UTC', async () => {
    const [row] = await bench.database.use((session) =>
      session.texts(`SELECT TIMESTAMPTZ '2013-05-01 00:00:00'::VARCHAR`),
    );
    expect(row).toEqual(['2013-05-01 00:00:00+00']);
  });

  it('interrupts the work when its signal is aborted, and works on afterwards', async () => {
    const endless = 'SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE hash(a.range) = b.range';
    await expect(bench.database.use((session) => session.run(endless), AbortSignal.timeout(50))).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    await expect(
      bench.database.use((session) => session.run('SELECT 1'), AbortSignal.abort(new Error('gone'))),
    ).rejects.toThrow('gone');
    expect(await bench.database.use((session) => session.texts('SELECT 1'))).toEqual([['1']]);
  });

  it('reads numbers as a row-major matrix, with NaN for null', async () => {
    const query =
      'SELECT i::REAL AS a, CASE WHEN i % 2 = 0 THEN i / 2 END AS b, (i % 2 = 0) AS c, i AS d FROM range(5000) AS t(i) ORDER BY i';
    const { columns, rows, data } = await bench.database.use((session) => session.matrix(query));
    expect({ columns, rows, length: data.length }).toEqual({
      columns: ['a', 'b', 'c', 'd'],
      rows: 5000,
      length: 20000,
    });
    expect([...data.slice(0, 8)]).toEqual([0, 0, 1, 0, 1, Number.NaN, 0, 1]);
    expect([...data.slice(-4)]).toEqual([4999, Number.NaN, 0, 4999]);
  });

  it('writes the same bytes for the same rows in the same order', async () => {
    const query = `SELECT i AS a, hash(i)::VARCHAR AS b FROM range(300000) AS t(i) ORDER BY b`;
    const digests = new Set<string>();
    for (const threads of [1, 2, 4]) {
      const other = await openWorkbench({ threads });
      for (let k = 0; k < 2; k++)
        digests.add((await other.artifacts.putFile(await other.parquet(`same-${k}`, query))).digest);
      await other.close();
    }
    expect(digests.size).toBe(1);
  });
});

describe('the sandbox', () => {
  it('shows SQL that users wrote nothing but the loaded tables', async () => {
    const path = await bench.parquet('flights', 'SELECT 1 AS x');
    const sandbox = await openSandbox({
      scratch: join(bench.folder, 'sandbox'),
      load: (session) => session.run(`CREATE TABLE flights AS SELECT * FROM '${path}'`),
    });
    expect(await sandbox.use((session) => session.texts('SELECT x + 1 FROM flights'))).toEqual([['2']]);
    for (const sql of [`SELECT * FROM '${path}'`, `ATTACH '${join(bench.folder, 'z.db')}'`, 'SET threads = 1']) {
      await expect(
        sandbox.use((session) => session.run(sql)),
        sql,
      ).rejects.toThrow(/Permission Error|Invalid Input Error/);
    }
    sandbox.close();
  });
});
