import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GateFile } from '#contracts/check.ts';
import { checkFiles } from '#files/check/run.ts';
import { openWorkbench, type Workbench } from '#test/support/workbench.ts';

let bench: Workbench;
let made = 0;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

/** Of a column `amount`, decimals of 50 digits, the one row that has 50 nines: `pyarrow.parquet.write_table`. */
const longDecimal = [
  'UEFSMRUAFTYVNiwVAhUAFQYVBhwAAAACAAAAAgFEbDsV+ZJmh9LEBTT9tWP///////8VBBksNQAYBnNjaGVtYRUCABUOFSoVAhgGYW1vdW50JQ',
  'oVABVkLFwVABVkAAAAFgIZHBkcJgAcFQ4ZJQYAGRgGYW1vdW50FQAWAhZcFlwmCEkcFQAVABUCADwpBhkmAAIAAAAWXBYCJggWXAAoIHBhcnF1',
  'ZXQtY3BwLWFycm93IHZlcnNpb24gMjYuMC4xGRwcAAAAlAAAAFBBUjE=',
].join('');

test('decimals that DuckDB would read as other numbers are an error, never a pass', async () => {
  const [folder, scratch] = [await bench.folderFor('decimals'), await bench.folderFor('decimals-scratch')];
  const path = join(folder, 'rows.parquet');
  await writeFile(path, Buffer.from(longDecimal, 'base64'));
  const gate = GateFile.parse({ name: 'decimals', checks: [{ range: { column: 'amount', min: 0 } }] });
  const { report, faults } = await checkFiles({ gate, data: { format: 'parquet', paths: [path] }, scratch });
  expect(report).toMatchObject({ verdict: 'error', findings: [{ code: 'DATA_UNREADABLE' }] });
  expect(faults).toEqual(['column "amount" has decimals of 50 digits; 38 are the most']);
});

test.each([
  ['several sets of columns', 'SELECT 1 AS x, 2 AS y', 'the files have several sets of columns'],
  ['another column', 'SELECT 1 AS y', 'the files have several sets of columns'],
  ['a column of another type', 'SELECT 2.5::DOUBLE AS x', 'column "x" is integers in one file, DOUBLE in another'],
])('files of %s are an error in either order', async (_, query, fault) => {
  const paths = [await bench.parquet('whole', 'SELECT 1::BIGINT AS x'), await bench.parquet('other', query)];
  const gate = GateFile.parse({ name: 'shapes', checks: [{ rowCount: { min: 1 } }] });
  const found = [paths, paths.toReversed()].map(async (ordered, i) => {
    const scratch = await bench.folderFor(`shapes-${made++}-${i}`);
    return checkFiles({ gate, data: { format: 'parquet', paths: ordered }, scratch });
  });
  const [one, other] = await Promise.all(found);
  expect(one).toMatchObject({ report: { verdict: 'error', findings: [{ code: 'DATA_UNREADABLE' }] }, faults: [fault] });
  expect(other?.report).toEqual(one?.report);
});

test('whole numbers of several widths are one column', async () => {
  const paths = [
    await bench.parquet('wide', 'SELECT 1::BIGINT AS x'),
    await bench.parquet('narrow', 'SELECT 2::TINYINT AS x'),
  ];
  const gate = GateFile.parse({ name: 'widths', checks: [{ unique: { columns: ['x'] } }] });
  const scratch = await bench.folderFor('widths');
  const { report } = await checkFiles({ gate, data: { format: 'parquet', paths }, scratch });
  expect(report).toMatchObject({ verdict: 'pass', findings: [{ observed: { rows: 2 } }] });
});

test('a file in which a column has no value says nothing of its type, in either order', async () => {
  const paths = [
    await bench.parquet('valueless', 'SELECT 1::BIGINT AS id, NULL::INTEGER AS name'),
    await bench.parquet('named', "SELECT 2::BIGINT AS id, 'ada' AS name"),
  ];
  const gate = GateFile.parse({
    name: 'nulls',
    checks: [{ nullRate: { column: 'name', max: 0.5 } }, { set: { column: 'name', values: ['ada'] } }],
  });
  for (const [i, ordered] of [paths, paths.toReversed()].entries()) {
    const scratch = await bench.folderFor(`valueless-${i}`);
    const { report, faults } = await checkFiles({ gate, data: { format: 'parquet', paths: ordered }, scratch });
    expect(faults).toEqual([]);
    expect(report).toMatchObject({ verdict: 'pass', findings: [{ observed: { nulls: 1 } }, { affected: 0 }] });
  }
});

test('a file that is named twice has its rows twice', async () => {
  const path = await bench.parquet('twice', 'SELECT 1::BIGINT AS x');
  const gate = GateFile.parse({ name: 'twice', checks: [{ unique: { columns: ['x'] } }] });
  const scratch = await bench.folderFor('twice-scratch');
  const { report } = await checkFiles({ gate, data: { format: 'parquet', paths: [path, path] }, scratch });
  expect(report).toMatchObject({ verdict: 'fail', findings: [{ observed: { rows: 2, repeats: 1 } }] });
});
