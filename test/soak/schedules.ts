import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';

// Plays random schedules of arrivals through the real workflow on a real server, with real batches, and compares the panes
// with those of the dry run: `npm run soak:schedules`, or `npm run soak:schedules -- --schedules 100 --seed 7`. The same test
// plays a few in CI (test/workflow/schedules.test.ts); a seed that it names tells the same schedules again.

/** A replay leaves its source map behind in memory, so that a process bears a few hundred of them. */
const inProcess = 100;

const { values } = parseArgs({
  options: { schedules: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' } },
});

function play(schedules: number, seed: number): Promise<number> {
  const child = spawn('npx', ['vitest', 'run', '--project', 'workflow', 'test/workflow/schedules.test.ts'], {
    stdio: 'inherit',
    env: { ...process.env, TIDEGATE_LIVE_SCHEDULES: String(schedules), TIDEGATE_SEED: String(seed) },
  });
  const interrupt = () => child.kill('SIGINT');
  process.once('SIGINT', interrupt);
  return new Promise((resolve) => {
    child.once('close', (code) => {
      process.off('SIGINT', interrupt);
      resolve(code ?? 1);
    });
  });
}

for (let left = Number(values.schedules), seed = Number(values.seed); left > 0; left -= inProcess, seed += 1) {
  process.exitCode = await play(Math.min(left, inProcess), seed);
  if (process.exitCode !== 0) break;
  process.stdout.write(`${Math.max(0, left - inProcess)} schedules are left\n`);
}
