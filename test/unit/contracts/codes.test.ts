import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { codes } from '#contracts/codes.ts';
import { projectRoot } from '#stores/settings.ts';

test('every file of codes is in the registry, and no code stands in two', async () => {
  const folder = join(projectRoot, 'contracts/codes');
  const subjects = (await readdir(folder)).map((name) => name.replace('.ts', '')).filter((name) => name !== 'meaning');
  const named: string[] = [];
  for (const subject of subjects) {
    const { [subject]: own } = await import(join(folder, `${subject}.ts`));
    named.push(...Object.keys(own));
  }
  expect(new Set(Object.values(codes).map(({ subject }) => subject))).toEqual(new Set(subjects));
  expect(named.sort()).toEqual(Object.keys(codes).sort());
});
