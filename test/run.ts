import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from '#stores/settings.ts';
import { coverageVariable } from './support/coverage/rooms.ts';
import { coverageTold } from './support/coverage/told.ts';
import { readResults, resultsFile } from './support/report/results.ts';
import { type Ended, type Program, runBeside } from './support/run-beside.ts';
import {
  alarmMinutes,
  checks,
  quickKinds,
  reachesWorkflows,
  resultsFolder,
  resultsVariable,
  unitKinds,
} from './support/what-to-run.ts';

// `npm test`: the checks beside all tests. `npm run test:quick`: the checks, and what takes no server; with `--changed` what the
// changes of the working tree reach. All else on the command line is Vitest's.

const own = ['quick', 'changed'];
const { values, tokens } = parseArgs({
  options: { quick: { type: 'boolean' }, changed: { type: 'boolean' } },
  strict: false,
  allowPositionals: true,
  tokens: true,
});
const passedOn = tokens.flatMap((token) => {
  if (token.kind === 'positional') return [token.value];
  if (token.kind === 'option-terminator' || own.includes(token.name)) return [];
  return token.value === undefined ? [token.rawName] : [`${token.rawName}=${token.value}`];
});
/** Only then are all lines of the rooms that decide reached that tests reach. */
const whole = !values.quick && passedOn.length === 0;
const coverage = join(resultsFolder, 'coverage');
const vitest = join(projectRoot, 'node_modules', 'vitest', 'vitest.mjs');

/** A run of Vitest, which leaves its results in a folder. */
const testsOf = (
  kinds: readonly string[],
  folder: string,
  ...more: string[]
): Program & { readonly folder: string } => ({
  name: 'tests',
  shown: true,
  folder,
  minutes: values.quick ? alarmMinutes.quick : alarmMinutes.whole,
  env: { [resultsVariable]: folder, ...(whole && { [coverageVariable]: coverage }) },
  args: [vitest, 'run', ...kinds.flatMap((kind) => ['--project', kind]), ...more, ...passedOn],
});

function runs() {
  if (!values.changed) return [testsOf(values.quick ? quickKinds : [], resultsFolder)];
  const unit = testsOf(unitKinds, join(resultsFolder, 'unit'), '--changed');
  // Recorded histories are replayed by a bundle, which no test imports.
  return reachesWorkflows() ? [unit, testsOf(['replay'], join(resultsFolder, 'replay'))] : [unit];
}

const tests = runs();
for (const old of [coverage, ...tests.map(({ folder }) => join(folder, resultsFile))])
  rmSync(old, { recursive: true, force: true });

const begun = performance.now();
const ended = await runBeside(tests, checks);
const ran = tests.map(({ folder }) => readResults(join(folder, resultsFile), projectRoot));
const failed = ran.flatMap((each) => each?.failed ?? ['a run of the tests ended before its end']);
const failedChecks = ended.filter(({ name, code }) => name !== 'tests' && code !== 0);
const fallen = whole ? coverageTold(coverage) : { lines: [], fallen: 0 };
const lines = [
  ...failedChecks.flatMap(({ name, output }) => [`${name} failed:`, output]),
  ...failed.map((test) => `failed: ${test}`),
  ...fallen.lines,
  `${checksTold(ended)}, all in ${Math.round((performance.now() - begun) / 1_000)} s`,
  `${ran.reduce((sum, each) => sum + (each?.passed ?? 0), 0)} passed, ${failed.length + failedChecks.length + fallen.fallen} failed`,
];
process.stdout.write(`\n${lines.join('\n')}\n`);
process.exitCode = ended.every(({ code }) => code === 0) && failed.length === 0 && fallen.fallen === 0 ? 0 : 1;

function checksTold(all: readonly Ended[]): string {
  const those = all.filter(({ name }) => name !== 'tests');
  return those.map(({ name, code, seconds }) => `${name} ${code === 0 ? 'ok' : 'FAILED'} (${seconds} s)`).join(', ');
}
