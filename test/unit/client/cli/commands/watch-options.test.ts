import { expect, test } from 'vitest';
import { tidegate } from '#test/support/command.ts';

test.each([
  [['--folder', '.', '--s3', 's3://in/x', '--marker', '.done'], '--folder'],
  [['--marker', '.done'], '--folder'],
  [['--folder', '.'], '--marker'],
  [['--folder', '.', '--marker', '.done', '--stable', '1s'], '--marker'],
  [['--folder', '.', '--stable', 'soon'], '--stable'],
  [['--s3', 'https://in', '--marker', '.done'], '--s3'],
])('%s cannot be watched', async (options, path) => {
  const said = await tidegate(['watch', 'shop', '--source', 'orders', '--time', 'at', '--json', ...options]);
  expect(said.exit).toBe(2);
  expect(JSON.parse(said.out)).toMatchObject({ problems: [{ code: 'USAGE', path }] });
});
