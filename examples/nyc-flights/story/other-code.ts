import { appendFile, cp, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '#stores/settings.ts';

/** What the workflow bundle is made of. */
const rooms = ['contracts', 'domain', 'workflows', 'activities'];

/** A workflow that a developer adds while runs are open; nothing starts it. */
const newWorkflow = 'export async function addedMeanwhile(): Promise<void> {}\n';

/** Copies the workflow code with one workflow more; answers the `index.ts` of the copy, which gives another bundle. */
export async function copyWithOtherCode(home: string): Promise<string> {
  const folder = join(home, 'other-code');
  await rm(folder, { recursive: true, force: true });
  for (const room of rooms) await cp(join(projectRoot, room), join(folder, room), { recursive: true });
  await cp(join(projectRoot, 'package.json'), join(folder, 'package.json'));
  await symlink(join(projectRoot, 'node_modules'), join(folder, 'node_modules'));
  const index = join(folder, 'workflows', 'bundle', 'index.ts');
  await appendFile(index, newWorkflow);
  return index;
}
