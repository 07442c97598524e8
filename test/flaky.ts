import { mkdirSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from '#stores/settings.ts';
import { columns } from './support/report/columns.ts';
import { type Ran, readResults, resultsFile } from './support/report/results.ts';
import { runBeside } from './support/run-beside.ts';
import { alarmMinutes, resultsFolder, resultsVariable } from './support/what-to-run.ts';

// Runs all tests again and again, and tells how often each failed: `npm run test:flaky -- --runs 10`. With `--beside 3` so many
// runs are under way at once: each is the load of the others, a load of about six for each run.
// The load that it prints is the machine's of the last fifteen minutes.

const { values } = parseArgs({ options: { runs: { type: 'string' }, beside: { type: 'string' } } });
const runs = Number(values.runs ?? 10);
const beside = Math.min(Number(values.beside ?? 1), runs);

interface Run {
  readonly number: number;
  readonly seconds: number;
  readonly code: number | null;
  readonly ran: Ran | undefined;
}

const ended: Run[] = [];
const numbers = Array.from({ length: runs }, (_, i) => i + 1).values();
const lanes = Array.from({ length: beside }, async () => {
  for (const number of numbers) {
    ended.push(await run(number));
    const { seconds, ran, code } = ended.at(-1) ?? { seconds: 0, ran: undefined, code: null };
    const [, , load = Number.NaN] = loadavg();
    process.stdout.write(
      `run ${number} of ${runs}: ${ran?.passed ?? 0} passed, ${ran?.failed.length ?? 'unknown'} failed, in ${seconds} s, at a load of ${load.toFixed(0)}${code === 0 ? '' : ` (exit ${code})`}\n`,
    );
  }
});
await Promise.all(lanes);

const failures = new Map<string, number[]>();
for (const { number, ran, code } of ended) {
  const failed = ran?.failed.length ? ran.failed : code === 0 ? [] : ['the run itself'];
  for (const test of failed) failures.set(test, [...(failures.get(test) ?? []), number]);
}
const rows = [...failures].sort((a, b) => b[1].length - a[1].length);
const told = columns(
  ['failed', 'times', 'in runs'],
  rows.map(([test, where]) => [test, `${where.length} of ${runs}`, where.join(' ')]),
);
process.stdout.write(`\n${(rows.length > 0 ? told : [`None of ${runs} runs failed.`]).join('\n')}\n`);
process.exitCode = rows.length > 0 ? 1 : 0;

/** What it printed and its results stay in a folder of its own. */
async function run(number: number): Promise<Run> {
  const folder = join(resultsFolder, 'flaky', String(number));
  mkdirSync(folder, { recursive: true });
  const vitest = join(projectRoot, 'node_modules', 'vitest', 'vitest.mjs');
  const log = join(folder, 'output.log');
  const [one] = await runBeside([
    { name: 'tests', args: [vitest, 'run'], log, minutes: alarmMinutes.whole, env: { [resultsVariable]: folder } },
  ]);
  const ran = readResults(join(folder, resultsFile), projectRoot);
  return { number, seconds: Math.round(one?.seconds ?? 0), code: one?.code ?? null, ran };
}
