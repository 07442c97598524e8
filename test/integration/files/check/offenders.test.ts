import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GateFile } from '#contracts/check.ts';
import { checkFiles } from '#files/check/run.ts';
import type { DataFiles } from '#files/reading/files.ts';
import { openWorkbench, type Workbench } from '#test/support/workbench.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

const table = async (name: string, query: string): Promise<DataFiles> => ({
  format: 'parquet',
  paths: [await bench.parquet(name, query)],
});

it('names the rows whose key leads to no row of another file, beside those that break other checks', async () => {
  const gate = GateFile.parse({
    name: 'orders',
    checks: [
      { foreignKey: { columns: ['state'], to: { file: 'states.csv', columns: ['code'] } } },
      { range: { column: 'amount', min: 0 } },
    ],
  });
  const orders = "(1, 'DE', 5), (2, 'XX', 5), (3, 'XX', -1), (4, NULL, 5)";
  const scratch = join(bench.folder, 'offenders');
  await mkdir(scratch);
  const { offenders, report } = await checkFiles({
    gate,
    data: await table('orders', `SELECT * FROM (VALUES ${orders}) AS t(id, state, amount)`),
    named: new Map([['states.csv', await table('states', "SELECT 'DE' AS code UNION ALL SELECT 'FR'")]]),
    scratch,
    worst: 20,
  });
  expect(report.findings.map(({ affected }) => affected)).toEqual([2, 1]);
  expect(offenders?.rows.map(([id, , , reasons, columns]) => [id, reasons, columns])).toEqual([
    ['2', 'FOREIGN_KEY_MISSING', 'state'],
    ['3', 'VALUE_OUT_OF_RANGE; FOREIGN_KEY_MISSING', 'amount; state'],
  ]);
});
