import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from '#stores/settings.ts';
import { readResults } from './support/report/results.ts';
import { type Ended, runBeside } from './support/run-beside.ts';
import { checks, quickKinds, reachesWorkflows } from './support/what-to-run.ts';

// `npm test`: the checks beside the tests. `npm run test:quick`: the checks, and what takes no server; with `--changed` what the
// changes of the working tree reach. All else on the command line is Vitest's.

const { values, tokens } = parseArgs({
  options: { quick: { type: 'boolean' }, changed: { type: 'boolean' } },
  strict: false,
  allowPositionals: true,
  tokens: true,
});
const passedOn = tokens.flatMap((token) => {
  if (token.kind === 'positional') return [token.value];
  if (token.kind === 'option-terminator' || token.name === 'quick' || token.name === 'changed') return [];
  return token.value === undefined ? [token.rawName] : [`${token.rawName}=${token.value}`];
});

const results = join(process.env.TIDEGATE_TEST_RESULTS ?? join(projectRoot, 'test', '.results'), 'results.json');
rmSync(results, { force: true });

const kinds = values.quick
  ? quickKinds.filter((kind) => kind !== 'replay' || !values.changed || reachesWorkflows())
  : [];
const vitest = [
  join(projectRoot, 'node_modules', 'vitest', 'vitest.mjs'),
  'run',
  ...kinds.flatMap((kind) => ['--project', kind]),
  ...(values.changed ? ['--changed'] : []),
  ...passedOn,
];

const begun = performance.now();
const ended = await runBeside([{ name: 'tests', args: vitest, shown: true }], checks);
const ran = readResults(results, projectRoot);
const failedChecks = ended.filter(({ name, code }) => name !== 'tests' && code !== 0);
for (const { name, output } of failedChecks) process.stdout.write(`\n${name} failed:\n${output}\n`);
for (const test of ran?.failed ?? []) process.stdout.write(`failed: ${test}\n`);
const took = Math.round((performance.now() - begun) / 1_000);
process.stdout.write(`${checksTold(ended)}, in ${took} s\n`);
process.stdout.write(`${ran?.passed ?? 0} passed, ${(ran?.failed.length ?? 0) + failedChecks.length} failed\n`);
process.exitCode = ended.every(({ code }) => code === 0) ? 0 : 1;

function checksTold(all: readonly Ended[]): string {
  const those = all.filter(({ name }) => name !== 'tests');
  return those.map(({ name, code, seconds }) => `${name} ${code === 0 ? 'ok' : 'FAILED'} (${seconds} s)`).join(', ');
}
