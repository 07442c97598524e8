import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { outputFile, writingTo } from '#client/cli/output-file.ts';

let folder: string;
const at = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidegate-output-'));
  await writeFile(at('may.csv'), 'a\n1\n');
  await symlink(at('may.csv'), at('link.csv'));
  await mkdir(at('folder.csv'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a file to write', () => {
  test.each(['new.csv', './new.csv'])('may be a new one: %s', async (name) => {
    expect(await outputFile('--rows', at(name), [at('may.csv')])).toMatch(/new\.csv$/);
  });

  test.each([
    ['one that is read', 'may.csv', 'would be lost'],
    ['a link to one that is read', 'link.csv', 'would be lost'],
    ['in a folder that is not there', 'nowhere/new.csv', 'ENOENT'],
    ['a folder', 'folder.csv', 'EISDIR'],
  ])('is not %s', async (_, name, message) => {
    await expect(outputFile('--rows', at(name), [at('may.csv')])).rejects.toMatchObject({
      problem: { code: 'USAGE', path: '--rows', message: expect.stringContaining(message) },
    });
  });

  test('is wrong use where the machine refuses it, and a defect where we do', async () => {
    const full = Object.assign(new Error('no space left on device, write'), { code: 'ENOSPC' });
    await expect(writingTo('--html', 'o.html', () => Promise.reject(full))).rejects.toMatchObject({
      problem: { code: 'USAGE', message: 'o.html cannot be written: ENOSPC' },
    });
    const defect = new Error('ours');
    await expect(writingTo('--html', 'o.html', () => Promise.reject(defect))).rejects.toBe(defect);
  });
});
