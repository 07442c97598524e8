import { expect, test } from 'vitest';
import { runBeside } from '#test/support/run-beside.ts';

const script = (name: string, text: string, minutes = 10) => ({ name, args: ['-e', text], minutes });

test('programs of a lane run one after the other, and each tells how it ended', async () => {
  const ended = await runBeside([script('one', 'console.log(1)'), script('two', 'process.exit(3)')]);
  expect(ended).toMatchObject([
    { name: 'one', code: 0, output: '1\n' },
    { name: 'two', code: 3 },
  ]);
});

test('one that loops for ever is killed with what it began, and said to be', async () => {
  const loops = `const { pid } = require('node:child_process').spawn(process.execPath, ['-e', 'for (;;);']);
    console.log(pid);
    setTimeout(() => { for (;;); }, 1);`;
  const [ended] = await runBeside([script('endless', loops, 0.02)]);
  expect(ended).toMatchObject({ code: null, output: expect.stringContaining('did not end within') });
  const pid = Number.parseInt(ended?.output ?? '', 10);
  await expect.poll(() => isThere(pid), { timeout: 60_000 }).toBe(false);
});

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
