import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataFiles } from '#files/reading/data-files.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidegate-data-'));
  await writeFile(join(folder, 'may.csv'), 'a\n1\n');
  await writeFile(join(folder, 'closed.csv'), 'a\n1\n');
  await chmod(join(folder, 'closed.csv'), 0);
  await mkdir(join(folder, 'folder.csv'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const named = (...names: string[]) =>
  dataFiles(
    '--data',
    names.map((name) => join(folder, name)),
  );

describe('files of data', () => {
  test('are of one format', async () => {
    expect(await named('may.csv')).toMatchObject({ format: 'csv' });
    await expect(named('may.csv', 'may.parquet')).rejects.toMatchObject({ problem: { code: 'USAGE' } });
  });

  test.each([
    ['that is not there', 'june.csv', 'there is no file'],
    ['that is a folder', 'folder.csv', 'is a folder'],
    ['of another name', 'may.txt', 'not known by its name'],
  ])('are none %s', async (_, name, message) => {
    await expect(named(name)).rejects.toMatchObject({
      problem: { code: 'USAGE', message: expect.stringContaining(message) },
    });
  });

  // Nothing is closed to root.
  test.skipIf(process.getuid?.() === 0)('are none that may not be read', async () => {
    await expect(named('closed.csv')).rejects.toMatchObject({
      problem: { code: 'USAGE', message: expect.stringContaining('may not be read') },
    });
  });
});
