import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codesPage } from './codes-page.ts';
import { jsonSchemaFiles } from './json-schemas.ts';
import { referencePage } from './reference-page.ts';

// Writes what is generated from the contracts; with `--check`, only says which files are not what they should be.
const root = dirname(dirname(import.meta.dirname));

const files: Record<string, string> = {
  'docs/reference/codes.md': codesPage(),
  'docs/reference/pipeline.md': referencePage(),
  ...Object.fromEntries(
    Object.entries(jsonSchemaFiles()).map(([name, text]) => [`contracts/json-schema/${name}`, text]),
  ),
};

async function isFresh(path: string, text: string): Promise<boolean> {
  return (await readFile(join(root, path), 'utf8').catch(() => undefined)) === text;
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

const stale: string[] = [];
for (const [path, text] of Object.entries(files)) if (!(await isFresh(path, text))) stale.push(path);

if (!process.argv.includes('--check')) {
  for (const path of stale) await write(path, files[path] ?? '');
  console.log(stale.length === 0 ? 'Everything generated is fresh.' : `Written: ${stale.join(', ')}`);
} else if (stale.length > 0) {
  console.error(`Not fresh, run \`npm run generate\`: ${stale.join(', ')}`);
  process.exitCode = 1;
}
