import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { watchResident } from '#activities/programs/memory.ts';
import { eventually } from '#test/support/eventually.ts';

it('tells once that the processes of a group hold more memory than they may, their children included', async () => {
  const inner = 'x = b"x" * 150_000_000; print(len(x), flush=True); input()';
  const outer = `import subprocess, sys; subprocess.run([sys.executable, "-c", ${JSON.stringify(inner)}])`;
  const child = spawn('python3', ['-c', outer], { detached: true, stdio: ['pipe', 'pipe', 'inherit'] });
  const { pid } = child;
  if (pid === undefined) throw new Error('python3 did not start');
  await once(child.stdout, 'data');
  const told: number[] = [];
  const stops = [
    watchResident(pid, 100_000_000, (bytes) => told.push(bytes)),
    watchResident(pid, 10_000_000_000, (bytes) => told.push(bytes)),
  ];
  try {
    await eventually(() => expect(told).toHaveLength(1));
    expect(told[0]).toBeGreaterThan(150_000_000);
  } finally {
    for (const stop of stops) stop();
    process.kill(-pid, 'SIGKILL');
  }
});
