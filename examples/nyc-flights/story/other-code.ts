import { cp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '#stores/settings.ts';

/** One change of the workflow code: a text that stands once in a file of the project. */
interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** What the workflow bundle is made of. */
const rooms = ['contracts', 'domain', 'workflows', 'activities'];

/** A text that a workflow shows, which a developer changes while runs are open. */
const otherWords: Edit = {
  file: 'workflows/training/details.ts',
  from: '**Candidate**',
  to: '**Candidate model**',
};

/** Copies the workflow code with one line changed; answers the `index.ts` of the copy, which gives another bundle. */
export const copyWithOtherCode = (home: string): Promise<string> => copyWith(join(home, 'other-code'), otherWords);

/** Copies the workflow code into a folder with one edit; answers the `index.ts` of the copy. */
async function copyWith(folder: string, { file, from, to }: Edit): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  for (const room of rooms) await cp(join(projectRoot, room), join(folder, room), { recursive: true });
  await cp(join(projectRoot, 'package.json'), join(folder, 'package.json'));
  await symlink(join(projectRoot, 'node_modules'), join(folder, 'node_modules'));
  const path = join(folder, file);
  const parts = (await readFile(path, 'utf8')).split(from);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times the text to change: ${from}`);
  await writeFile(path, parts.join(to));
  return join(folder, 'workflows', 'bundle', 'index.ts');
}
