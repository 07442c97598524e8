import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GateFile } from '#contracts/check.ts';
import { checkFiles } from '#files/check/run.ts';
import { openWorkbench, type Workbench } from '#test/support/workbench.ts';

let bench: Workbench;
let data: string;
let made = 0;
beforeAll(async () => {
  bench = await openWorkbench();
  data = await bench.parquet('numbers', 'SELECT i FROM range(100) AS t(i)');
});
afterAll(() => bench.close());

async function finding(query: string, more: Record<string, unknown> = {}) {
  const gate = GateFile.parse({ name: 'own', checks: [{ sql: { query, ...more } }] });
  const files = { format: 'parquet', paths: [data] } as const;
  const scratch = await bench.folderFor(`sql-${made++}`);
  return (await checkFiles({ gate, data: files, reference: files, scratch })).report.findings[0];
}

describe('a query of one’s own', () => {
  test.each([
    ['SELECT * FROM data WHERE i < 0', 'pass', 'CHECK_PASSED'],
    ['SELECT * FROM data WHERE i < 3 -- three', 'fail', 'SQL_ROWS_ABOVE_MAXIMUM'],
    ['WITH a AS (SELECT 1) SELECT * FROM a, reference LIMIT 0;', 'pass', 'CHECK_PASSED'],
  ])('%s', async (query, verdict, code) => expect(await finding(query)).toMatchObject({ verdict, code }));

  test.each([
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('/etc/hostname')",
    "SELECT * FROM glob('/*')",
    "SELECT * FROM 'http://example.com/x.csv'",
    "COPY data TO '/tmp/tidegate-leak.csv'",
    'SELECT 1) ; COPY (SELECT 1',
    'SELECT 1; SELECT 2',
    "ATTACH '/tmp/tidegate-leak.db'",
    'INSTALL httpfs',
    "SET memory_limit = '10GB'",
    'CREATE TABLE t AS SELECT 1',
    'DROP VIEW data',
    'SELECT nowhere FROM data',
    'SELEC * FROM data',
    '',
    ';',
    '-- nothing',
  ])('reaches for nothing else: %s', async (query) => {
    if (query === '') return expect(() => GateFile.parse({ name: 'own', checks: [{ sql: { query } }] })).toThrow();
    expect(await finding(query)).toMatchObject({ verdict: 'error', code: 'SQL_INVALID' });
  });

  test('that runs for ever is an error, and the next one runs', async () => {
    const forever = 'SELECT * FROM range(100000000000) a, range(1000000) b WHERE hash(a.range + b.range) = 1';
    expect(await finding(forever, { timeout: '300ms' })).toMatchObject({ verdict: 'error', code: 'CHECK_TIMED_OUT' });
    expect(await finding('SELECT * FROM data', { max: 100 })).toMatchObject({ verdict: 'pass' });
  });
});
