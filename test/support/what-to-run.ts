import { execFileSync } from 'node:child_process';
import { projectRoot } from '#stores/settings.ts';
import type { Program } from './run-beside.ts';

/** What takes no server. */
export const quickKinds = ['unit', 'replay'];

/** What is looked at without a test: each is `npm run check:NAME`. */
export const checks: Program[] = ['types', 'style', 'imports', 'unused', 'generated'].map((name) => ({
  name,
  command: 'npm',
  args: ['run', '--silent', `check:${name}`],
}));

/** Whether the working tree's changes reach the bundle of workflows, which tests of replay read and do not import. */
export function reachesWorkflows(): boolean {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: projectRoot, encoding: 'utf8' }).split('\n');
  const changed = [...git('diff', '--name-only', 'HEAD'), ...git('ls-files', '--others', '--exclude-standard')];
  return changed.some((path) => /^(contracts|domain|workflows|worker\/replay|test\/replay)\//.test(path));
}
