import { cp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '#stores/settings.ts';

/** What the workflow bundle is made of. */
const rooms = ['contracts', 'domain', 'workflows', 'activities'];

/** A text that a workflow shows, which a developer changes while runs are open. */
const edit = { file: join('workflows', 'training', 'workflow.ts'), from: '**Candidate**', to: '**Candidate model**' };

/** Copies the workflow code with one line changed; answers the `index.ts` of the copy, which gives another bundle. */
export async function copyWithOtherCode(home: string): Promise<string> {
  const folder = join(home, 'other-code');
  await rm(folder, { recursive: true, force: true });
  for (const room of rooms) await cp(join(projectRoot, room), join(folder, room), { recursive: true });
  await cp(join(projectRoot, 'package.json'), join(folder, 'package.json'));
  await symlink(join(projectRoot, 'node_modules'), join(folder, 'node_modules'));
  const file = join(folder, edit.file);
  const code = await readFile(file, 'utf8');
  if (!code.includes(edit.from)) throw new Error(`${edit.file} has no text ${edit.from} to change`);
  await writeFile(file, code.replace(edit.from, edit.to));
  return join(folder, 'workflows', 'index.ts');
}
