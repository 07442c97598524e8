import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { eventually } from '#test/support/eventually.ts';

const worker = `
  import { runProcess } from ${JSON.stringify(new URL('../../../activities/programs/process.ts', import.meta.url).href)};
  await runProcess({
    command: ['sh', '-c', 'echo $$; exec sleep 300'],
    cwd: process.cwd(), env: { PATH: process.env.PATH }, deadline: 60_000,
    onOutput: (chunk) => process.stdout.write(chunk),
  });
`;

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test.runIf(process.platform === 'linux')('a trainer dies with its worker, even when that is killed', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', worker], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [text] = await once(child.stdout, 'data');
  const trainer = Number.parseInt(String(text), 10);
  expect(isAlive(trainer)).toBe(true);
  child.kill('SIGKILL');
  await eventually(async () => expect((await stateOf(trainer)) ?? 'Z').toMatch(/^Z/));
});

/** What `ps` says of a process; a dead one that nobody has reaped yet begins with Z. */
async function stateOf(pid: number): Promise<string | undefined> {
  const ps = spawn('ps', ['-o', 'stat=', '-p', String(pid)]);
  const chunks: Buffer[] = [];
  for await (const chunk of ps.stdout) chunks.push(chunk);
  return Buffer.concat(chunks).toString().trim() || undefined;
}
