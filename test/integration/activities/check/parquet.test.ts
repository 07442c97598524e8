import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkFiles } from '#activities/check/run.ts';
import { GateFile } from '#contracts/check.ts';
import { openWorkbench, type Workbench } from '../workbench.ts';

let bench: Workbench;
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
