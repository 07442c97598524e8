import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';

// Lets a stream's code take a million arrivals, a tenth of them repeats and contradictions of what has an open window, over its record
// of keys in a folder: `npm run soak:long`, or `npm run soak:long -- --arrivals 200000`. The same test takes 50,000 in CI
// (test/unit/workflows/stream/long-life.alone.test.ts).

const { values } = parseArgs({ options: { arrivals: { type: 'string', default: '1000000' } } });
const child = spawn(
  'npx',
  ['vitest', 'run', '--project', 'unit-alone', 'test/unit/workflows/stream/long-life.alone.test.ts'],
  {
    stdio: 'inherit',
    env: { ...process.env, TIDEGATE_LONG_ARRIVALS: values.arrivals },
  },
);
process.once('SIGINT', () => child.kill('SIGINT'));
child.once('close', (code) => {
  process.exitCode = code ?? 1;
});
