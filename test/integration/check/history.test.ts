import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tidegate } from '#test/support/command.ts';
import { folderWith } from './gate-folder.ts';

const gate = 'name: days\nchecks:\n  - rowCount: { min: 2 }\n  - nullRate: { column: x, max: 0 }\n';

/** Checks each day in turn; the reports of those before go along. */
async function days(...texts: readonly string[]) {
  const folder = await folderWith({ 'gate.yaml': gate });
  const earlier: string[] = [];
  const digests: unknown[] = [];
  const page = join(folder, 'page.html');
  for (const [i, text] of texts.entries()) {
    const data = join(folder, `day-${i}.csv`);
    await writeFile(data, text);
    const past = earlier.length > 0 ? ['--history', ...earlier] : [];
    const { out } = await tidegate([
      'check',
      join(folder, 'gate.yaml'),
      ...['--data', data, '--html', page, '--json', ...past],
    ]);
    digests.push(JSON.parse(out).digest);
    earlier.push(join(folder, `day-${i}.json`));
    await writeFile(earlier.at(-1) ?? '', out);
  }
  return { folder, digests, page: await readFile(page, 'utf8'), earlier };
}

test('a page shows how each check went before, and the report stays what it was', async () => {
  const good = 'x\n1\n2\n';
  const { page, digests } = await days(good, 'x\n1\n', 'x,y\n1,\n,2\n', good);
  expect(page).toContain('before, 3 times: passed 2, failed 1; last fail on day-1');
  expect(page).toContain('before, 3 times: passed 2, failed 1; last fail on day-2');
  expect(page).toContain('<title>day-1: fail, ');
  expect(digests[3]).toBe(digests[0]);
  expect(new Set(digests).size).toBe(3);
});

test('a report of another gate, or what is none, is refused', async () => {
  const { folder, earlier } = await days('x\n1\n2\n');
  const refused = async (file: string, page = ['--html', join(folder, 'page.html')]) => {
    const data = join(folder, 'day-0.csv');
    const args = ['check', join(folder, 'gate.yaml'), '--data', data, '--json', '--history', file, ...page];
    const { exit, out } = await tidegate(args);
    expect(exit).toBe(2);
    return JSON.parse(out).problems[0].message;
  };
  const other = join(folder, 'other.json');
  await writeFile(other, (await readFile(earlier[0] ?? '', 'utf8')).replace('"days"', '"weeks"'));
  expect(await refused(other)).toMatch(/no report of days/);
  expect(await refused(earlier[0] ?? '', [])).toMatch(/shown by a page/);
  expect(await refused(join(folder, 'gate.yaml'))).toMatch(/no report of `tidegate check/);
  expect(await refused(join(folder, 'none.json'))).toMatch(/cannot be read/);
});
