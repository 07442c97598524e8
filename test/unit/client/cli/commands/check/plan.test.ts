import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tidegate } from '#test/support/command.ts';

let folder: string;
const file = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidegate-plan-'));
  await writeFile(
    file('gate.yaml'),
    'name: small\nchecks:\n  - rowCount: { min: 9 }\n  - nullRate: { column: b, max: 0 }\n',
  );
  await writeFile(file('wrong.yaml'), 'name: small\nchecks:\n  - rowCuont: { min: 9 }\n');
  await writeFile(file('rows.csv'), 'a,b\n1,x\n2,y\n');
  await writeFile(file('ragged.csv'), 'a,b\n1\n');
});
afterAll(() => rm(folder, { recursive: true }));

test('a plan of a gate that fails: exit 0, each scan with its time, its columns and its checks', async () => {
  const said = await tidegate(['check', file('gate.yaml'), '--data', file('rows.csv'), '--plan']);
  expect(said).toMatchObject({ exit: 0, err: '' });
  expect(said.out).toMatch(
    /^\d+ {2}data: scan, \d+ ms\n {3}columns {2}b\n {3}checks {3}rowCount, nullRate\(b\)\n {3}SELECT /m,
  );
  expect(said.out).toContain('plan: gate small, 3 scans of data\n  data: 2 rows in 1 file\n');
  expect(said.out).not.toContain(folder);
});

test('the same as JSON', async () => {
  const said = await tidegate(['check', file('gate.yaml'), '--data', file('rows.csv'), '--plan', '--json']);
  expect(JSON.parse(said.out)).toMatchObject({
    gate: 'small',
    tables: [{ name: 'data', files: 1, rows: 2 }],
    scans: [
      { question: 'reading' },
      { question: 'reading' },
      {
        tables: ['data'],
        question: 'scan',
        columns: ['b'],
        checks: [
          { place: 0, check: 'rowCount', columns: [] },
          { place: 1, check: 'nullRate', columns: ['b'] },
        ],
        ms: expect.any(Number),
        sql: `SELECT count(*), count(*) - count("b") FROM "data"`,
      },
    ],
    withoutScan: [],
  });
});

test('where there is no whole plan: exit 4 for data that cannot be read, 2 for a gate with problems', async () => {
  const unreadable = await tidegate(['check', file('gate.yaml'), '--data', file('ragged.csv'), '--plan']);
  expect(unreadable).toMatchObject({ exit: 4, err: '' });
  expect(unreadable.out).toContain('without a scan: rowCount, nullRate(b)');
  expect(await tidegate(['check', file('wrong.yaml'), '--data', file('rows.csv'), '--plan'])).toMatchObject({
    exit: 2,
  });
});
