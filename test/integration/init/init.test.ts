import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tidegate } from '#test/support/command.ts';

const minute = 60_000;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidegate-init-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Readings of every minute of a day, by the epoch in seconds, every eleventh without a value. */
const readings = Array.from({ length: 1_440 }, (_, i) => ({
  id: i,
  at: 1_767_225_600 + i * 60,
  place: ['north', 'south'][i % 2],
  level: i % 11 === 0 ? null : i / 10,
}));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const lines = (rows: readonly object[]) => `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`;

const init = (...args: string[]) => tidegate(['init', ...args, '--json'], { TIDEGATE_HOME: join(folder, 'home') });

const problemOf = async (...args: string[]) => {
  const out = join(folder, 'refused');
  const said = await init(...args, '--out', out);
  expect(said.exit, said.err).toBe(2);
  await expect(access(out)).rejects.toThrow();
  return JSON.parse(said.out).problems[0];
};

test('without a label: data, their contract and their gate, which validate takes; and nothing is written over', async () => {
  const data = await file('readings.ndjson', lines(readings));
  const out = join(folder, 'meters');
  const args = ['--data', data, '--time', 'at', '--key', 'id', '--name', 'meters', '--out', out];
  const said = await init(...args);
  expect(said.exit, said.err + said.out).toBe(0);
  const written = JSON.parse(said.out);
  expect(written).toMatchObject({
    name: 'meters',
    rows: 1_440,
    windows: { size: 60 * minute, count: 22 },
    approvers: [],
  });
  expect((await tidegate(['validate', join(out, 'pipeline.yaml')])).exit).toBe(0);
  const contract = await readFile(join(out, 'contracts/meters.yaml'), 'utf8');
  expect(contract).toMatch(/name: at\s+logicalType: timestamp\s+required: true/);
  expect(contract).toMatch(/name: level\s+logicalType: number\s+required: false/);
  expect(await readFile(join(out, 'pipeline.yaml'), 'utf8')).not.toContain('model:');

  const again = await init(...args);
  expect(again.exit).toBe(2);
  expect(JSON.parse(again.out).problems[0]).toMatchObject({ code: 'USAGE', path: '--out' });
});

test('options that do not go together are told before anything is written', async () => {
  const data = await file('wrong.ndjson', lines(readings));
  const rest = ['--data', data, '--time', 'at', '--key', 'id'];
  expect(await problemOf(...rest, '--train', 'python train.py')).toMatchObject({ code: 'USAGE', path: '--train' });
  expect(await problemOf(...rest, '--name', 'My data')).toMatchObject({ code: 'USAGE', path: '--name' });
});

test('a file of no known format is told', async () => {
  const data = await file('readings.xlsx', 'PK');
  expect(await problemOf('--data', data, '--time', 'at', '--key', 'id')).toMatchObject({
    code: 'USAGE',
    path: '--data',
    observed: data,
  });
});
