import { expect, test } from 'vitest';
import { tidegate, tidegateProcess } from '#test/support/command.ts';

test.each([
  ['a mistyped option', ['validate', '--jsom']],
  ['a file that is not there', ['validate', 'nowhere.yaml']],
  ['a file that is not there, for programs', ['validate', 'nowhere.yaml', '--json']],
  ['help', ['keys', 'new', '--help']],
])('a command says the same where others ran before it as in a process of its own: %s', async (_, args) => {
  expect(await tidegate(args)).toEqual(await tidegateProcess(args));
});

test('a command knows the environment that it is given, and nothing of the one before it', async () => {
  const given = { TIDEGATE_CATALOG_URL: 'mysql://x' };
  expect((await tidegate(['status'], given)).err).toContain('TIDEGATE_CATALOG_URL');
  expect((await tidegate(['status'], { TEMPORAL_ADDRESS: '127.0.0.1:1' })).err).not.toContain('TIDEGATE_CATALOG_URL');
});
