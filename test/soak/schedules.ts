import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';

// Plays random schedules of arrivals through the real workflow on a real server, with real batches, and compares the panes
// with those of the dry run: `npm run soak:schedules`, or `npm run soak:schedules -- --schedules 100 --seed 7`. The same test
// plays a few in CI (test/workflow/schedules.test.ts); a seed that it names tells the same schedules again.

const { values } = parseArgs({
  options: { schedules: { type: 'string', default: '1000' }, seed: { type: 'string' } },
});
const child = spawn('npx', ['vitest', 'run', '--project', 'workflow', 'test/workflow/schedules.test.ts'], {
  stdio: 'inherit',
  env: {
    ...process.env,
    TIDEGATE_LIVE_SCHEDULES: values.schedules,
    ...(values.seed !== undefined && { TIDEGATE_SEED: values.seed }),
  },
});
process.once('SIGINT', () => child.kill('SIGINT'));
child.once('close', (code) => {
  process.exitCode = code ?? 1;
});
