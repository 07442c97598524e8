import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GateFile } from '#contracts/check.ts';
import { type PlannedScan, planFiles } from '#files/check/plan.ts';
import { checkFiles, type FileCheck } from '#files/check/run.ts';
import { openWorkbench, type Workbench } from '#test/support/workbench.ts';

let bench: Workbench;
let folder: string;
let files: { readonly data: string; readonly reference: string; readonly codes: string };
beforeAll(async () => {
  bench = await openWorkbench();
  folder = await mkdtemp(join(tmpdir(), 'tidegate-plan-'));
  const rows = (n: number) =>
    `SELECT i AS id, 'text number ' || i AS key, chr(97 + (i % 7)::INTEGER) AS letter, sin(i) * 100 AS x, (i * 7919) % 1009 AS y,
            TIMESTAMP '2013-05-01' + to_minutes(i) AS t FROM range(${n}) AS r(i)`;
  files = {
    data: await bench.parquet('plan-data', rows(5_000)),
    reference: await bench.parquet('plan-reference', rows(3_000)),
    codes: await bench.parquet('plan-codes', `SELECT chr(97 + i::INTEGER) AS code FROM range(7) AS r(i)`),
  };
});
afterAll(async () => {
  await bench.close();
  await rm(folder, { recursive: true });
});

let runs = 0;
async function checkOf(
  checks: readonly object[],
  data?: { format: 'csv' | 'ndjson'; text: string },
): Promise<FileCheck> {
  const scratch = join(folder, `scratch-${runs++}`);
  await mkdir(scratch);
  const path = join(folder, `rows-${runs}.${data?.format}`);
  if (data) await writeFile(path, data.text);
  return {
    gate: GateFile.parse({ name: 'planned', checks }),
    data: data ? { format: data.format, paths: [path] } : ({ format: 'parquet', paths: [files.data] } as const),
    reference: { format: 'parquet', paths: [files.reference] },
    named: new Map([['codes.parquet', { format: 'parquet', paths: [files.codes] }]]),
    scratch,
  };
}

const planOf = async (...asked: Parameters<typeof checkOf>) => (await planFiles(await checkOf(...asked))).plan;

const briefly = (scans: readonly PlannedScan[]) =>
  scans.map(({ tables, question, checks }) => [tables.join(' '), question, checks.map(({ place }) => place).join(' ')]);

const dozen = [
  { rowCount: { min: 1 } },
  { nullRate: { column: 'id', max: 0 } },
  { nullRate: { column: 'letter', max: 0 } },
  { nullRate: { column: 'x', max: 0 } },
  { range: { column: 'id', min: 0 } },
  { range: { column: 'x', min: -100, max: 100 } },
  { range: { column: 't', min: '2013-05-01' } },
  { set: { column: 'letter', values: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] } },
  { pattern: { column: 'key', pattern: '^text' } },
  { compare: { left: 'id', operator: '>=', right: 'id' } },
  { drift: { column: 'x', method: 'psi', max: 1 } },
  { drift: { column: 'y', method: 'jensenShannon', max: 1 } },
];

it('a dozen checks of single rows and of drift by bins take one scan of the data', async () => {
  const { scans } = await planOf(dozen);
  const all = dozen.map((_, place) => place).join(' ');
  expect(briefly(scans).filter(([tables, question]) => tables === 'data' && question !== 'extremes')).toEqual([
    ['data', 'scan', all],
  ]);
});

it('says of each scan what was asked, of which columns, and for which checks', async () => {
  const { scans, withoutScan, tables } = await planOf([
    { schema: { columns: { id: 'integer' }, extra: 'allow' } },
    { unique: { columns: ['key', 'id'] } },
    { foreignKey: { columns: 'letter', to: { file: 'codes.parquet', columns: 'code' } } },
    { quantile: { column: 'x', q: 0.5, min: -100 } },
  ]);
  expect(tables).toEqual([
    { name: 'data', files: 1, rows: 5_000 },
    { name: 'reference', files: 1 },
    { name: 'codes.parquet', files: 1 },
  ]);
  expect(withoutScan).toEqual([{ place: 0, check: 'schema', columns: [] }]);
  expect(scans.map(({ ms: _, sql: __, ...scan }) => scan)).toEqual(
    expect.arrayContaining([
      {
        tables: ['data'],
        question: 'repeats',
        columns: ['key', 'id'],
        checks: [{ place: 1, check: 'unique', columns: ['key', 'id'] }],
      },
      {
        tables: ['data', 'codes.parquet'],
        question: 'orphans',
        columns: ['letter'],
        checks: [{ place: 2, check: 'foreignKey', columns: ['letter'] }],
      },
      {
        tables: ['data'],
        question: 'orderStatistics',
        columns: ['x'],
        checks: [{ place: 3, check: 'quantile', columns: ['x'] }],
      },
    ]),
  );
});

it('all checks of drift on a column share what is counted of it', async () => {
  const { scans } = await planOf([
    { drift: { column: 'y', method: 'psi', max: 1 } },
    { drift: { column: 'y', method: 'psi', max: 0.5, severity: 'warn' } },
    { drift: { column: 'y', method: 'ks', max: 1 } },
    { drift: { column: 'letter', method: 'chiSquared', minPValue: 0 } },
    { drift: { column: 'letter', method: 'psi', max: 1 } },
    { drift: { column: 'letter', method: 'jensenShannon', max: 1 } },
  ]);
  expect(briefly(scans)).toEqual([
    ['reference', 'scan', '0 1 2 3 4 5'],
    ['reference', 'orderStatistics', '0 1'],
    ['reference', 'scan', '0 1'],
    ['data', 'scan', '0 1 2 3 4 5'],
    ['reference data', 'values', '2'],
    ['reference', 'levels', '3 4 5'],
    ['data', 'levels', '3 4 5'],
  ]);
});

it('has the reading of texts, and a query of one’s own', async () => {
  const text = 'id,letter\n1,a\n2,b\n';
  const { scans } = await planOf([{ sql: { name: 'own', query: 'SELECT * FROM data WHERE id > 5' } }], {
    format: 'csv',
    text,
  });
  expect(briefly(scans)).toEqual([
    ['data', 'reading', ''],
    ['data', 'reading', ''],
    ['data', 'scan', '0'],
    ['data', 'sql', '0'],
  ]);
  const ndjson = await planOf([{ rowCount: { min: 1 } }], { format: 'ndjson', text: '{"id":1}\n' });
  expect(briefly(ndjson.scans)).toEqual([
    ['data', 'reading', ''],
    ['data', 'reading', ''],
    ['data', 'scan', '0'],
  ]);
});

it('names no file of this machine, and says nothing else than a check does', async () => {
  const { report, plan } = await planFiles(await checkOf(dozen));
  expect(JSON.stringify(plan)).not.toContain(folder);
  expect(JSON.stringify(plan)).not.toContain(bench.folder);
  expect(report).toEqual((await checkFiles(await checkOf(dozen))).report);
});
