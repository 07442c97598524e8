import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '#stores/settings.ts';
import type { Program } from './run-beside.ts';

/** Names the folder in which a run leaves what came of it. */
export const resultsVariable = 'TIDEGATE_TEST_RESULTS';
export const resultsFolder = process.env[resultsVariable] ?? join(projectRoot, 'test', '.results');

/** Many times what a run takes on a busy machine. */
export const alarmMinutes = { quick: 15, whole: 75 };

/** What takes no server. */
export const unitKinds = ['unit', 'unit-alone'];
export const quickKinds = [...unitKinds, 'replay'];

/** What is looked at without a test: each is `npm run check:NAME`. */
export const checks: Program[] = ['types', 'style', 'imports', 'unused', 'generated'].map((name) => ({
  name,
  command: 'npm',
  args: ['run', '--silent', `check:${name}`],
  minutes: alarmMinutes.quick,
}));

/** Whether the working tree's changes reach the bundle of workflows, which tests of replay read and do not import. */
export function reachesWorkflows(): boolean {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: projectRoot, encoding: 'utf8' }).split('\n');
  const changed = [...git('diff', '--name-only', 'HEAD'), ...git('ls-files', '--others', '--exclude-standard')];
  return changed.some((path) => /^(contracts|domain|workflows|worker\/replay|test\/replay)\//.test(path));
}
