import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GateFile } from '#contracts/check.ts';
import { checkFiles } from '#files/check/run.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidegate-named-'));
  await writeFile(
    join(folder, 'flights.csv'),
    'dest,day\nIAH,2013-05-01\nBQN,2013-05-02\nXXX,2013-05-02\n,2013-05-03\n',
  );
  await writeFile(join(folder, 'airports.ndjson'), '{"code":"IAH"}\n{"code":"BQN"}\n');
  await writeFile(join(folder, 'empty.csv'), 'code\n');
  await writeFile(join(folder, 'ragged.csv'), 'code,name\nIAH,Houston\nBQN\n');
});
afterAll(() => rm(folder, { recursive: true }));

/** Checks the flights' destinations against a file, beside a check that has nothing to do with it. */
async function checked(file: string) {
  const scratch = join(folder, `scratch-${file}`);
  await mkdir(scratch);
  const { report } = await checkFiles({
    gate: GateFile.parse({
      name: 'flights',
      checks: [{ foreignKey: { columns: 'dest', to: { file, columns: 'code' } } }, { rowCount: { min: 4 } }],
    }),
    data: { format: 'csv', paths: [join(folder, 'flights.csv')] },
    named: new Map([[file, { format: file.endsWith('csv') ? 'csv' : 'ndjson', paths: [join(folder, file)] }]]),
    scratch,
  });
  return report.findings;
}

it.each([
  [
    'airports.ndjson',
    {
      verdict: 'fail',
      code: 'FOREIGN_KEY_MISSING',
      affected: 1,
      observed: { rows: 4, keys: 3, referenceRows: 2, orphans: 1 },
    },
  ],
  [
    'empty.csv',
    { verdict: 'inconclusive', code: 'REFERENCE_MISSING', observed: { rows: 4, keys: 3, referenceRows: 0 } },
  ],
  ['ragged.csv', { verdict: 'error', code: 'DATA_UNREADABLE' }],
])('keys of a file lead to %s', async (file, expected) => {
  const [key, count] = await checked(file);
  expect(key).toMatchObject({ check: 'foreignKey', ...expected });
  expect(count).toMatchObject({ check: 'rowCount', verdict: 'pass' });
});
