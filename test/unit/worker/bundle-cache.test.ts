import { mkdir, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openBundleCache } from '#worker/bundle-cache.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidegate-bundles-'));
  for (const name of ['contracts/codes.ts', 'domain/time/window.ts', 'workflows/bundle/index.ts', 'package.json']) {
    await source(name, `// ${name}`);
  }
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function source(name: string, text: string): Promise<void> {
  const path = join(folder, 'root', name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

const cache = () => join(folder, 'cache');
const opened = () => openBundleCache(cache(), join(folder, 'root'));
const code = 'module.exports = {};\n'.repeat(1000);

test('a bundle is found again as long as its sources are the same', async () => {
  expect(await (await opened()).find()).toBeUndefined();
  await (await opened()).keep(code);
  expect(await (await opened()).find()).toBe(code);
});

test.for([
  ['a changed source', 'domain/time/window.ts', '// another'],
  ['one more source', 'workflows/more.ts', ''],
  ['another import map', 'package.json', '{}'],
] as const)('after %s it is not found', async ([, name, text]) => {
  await (await opened()).keep(code);
  await source(name, text);
  expect(await (await opened()).find()).toBeUndefined();
});

test('a kept bundle that is not whole counts as absent', async () => {
  await (await opened()).keep(code);
  const [name] = await readdir(join(cache(), 'bundles'));
  await truncate(join(cache(), 'bundles', String(name)), 1_000);
  expect(await (await opened()).find()).toBeUndefined();
});

test('a cache that cannot be written does no harm', async () => {
  await writeFile(cache(), 'a file where a folder should be');
  await (await opened()).keep(code);
  expect(await (await opened()).find()).toBeUndefined();
});
