import { randomBytes, randomUUID } from 'node:crypto';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { TidegateError } from '#contracts/problem.ts';
import { clusterNote } from './postgres-leftovers.ts';
import type { OsUser } from './postgres-owner.ts';
import type { PostgresPrograms } from './postgres-programs.ts';
import { commandLineOf, identityOf } from './process-identity.ts';
import { lastLine, runProgram } from './run-program.ts';

/** The database user that owns everything. */
export const databaseUser = 'tidegate';

/** One database cluster: its data folder, and what the home knows of it. */
export interface PostgresCluster {
  /** The data folder. */
  readonly data: string;
  /** The password of the user `tidegate`. */
  readonly password: string;
}

/**
 * The cluster of a home; it is made if there is none. Its password, and for root its name, are kept in the home in files that only the caller
 * may read. So after a home was deleted, a new home has a new, empty cluster.
 *
 * @param elsewhere the folder for the data if they cannot be in the home: for root
 * @param owner whom the data belong to; the caller when left out
 */
export async function ensureCluster(
  home: string,
  programs: PostgresPrograms,
  place: {
    readonly elsewhere?: string | undefined;
    readonly owner?: OsUser | undefined;
  },
): Promise<PostgresCluster> {
  const inHome = join(home, 'postgres');
  await mkdir(inHome, { recursive: true, mode: 0o700 });
  const password = await secretIn(join(inHome, 'password'), () => randomBytes(24).toString('base64url'));
  let folder = inHome;
  if (place.elsewhere !== undefined) {
    folder = join(place.elsewhere, 'clusters', await secretIn(join(home, clusterNote.inHome), randomUUID));
    await mkdir(folder, { recursive: true, mode: 0o755 });
    await writeFile(join(folder, clusterNote.inCluster), resolve(home));
  }
  const data = join(folder, 'data');
  if (await isMade(data)) await checkRelease(data, programs);
  else await makeCluster(data, password, programs, place.owner);
  return { data, password };
}

/** Removes PostgreSQL's pid file of a server that is gone, if its process id now belongs to another process. */
export async function clearStalePid(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  const noted = await readFile(file, 'utf8').catch(() => '');
  const pid = Number(noted.split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 0 || identityOf(pid) === undefined) return;
  // PostgreSQL itself removes the file if no process has this id, but takes any process that has it for its own.
  if (!commandLineOf(pid).includes(data)) await rm(file, { force: true });
}

const isMade = (data: string): Promise<boolean> =>
  readFile(join(data, 'PG_VERSION')).then(
    () => true,
    () => false,
  );

/** The cluster is made under another name and then renamed, so an interrupted attempt leaves none. */
async function makeCluster(
  data: string,
  password: string,
  programs: PostgresPrograms,
  owner: OsUser | undefined,
): Promise<void> {
  const building = `${data}.new`;
  const passwordFile = `${data}.password`;
  await rm(building, { recursive: true, force: true });
  await mkdir(building, { mode: 0o700 });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (owner !== undefined) for (const each of [building, passwordFile]) await chown(each, owner.uid, owner.gid);
  const flags = [
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ];
  const who = [`--username=${databaseUser}`, '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  const { code, errors } = await runProgram(programs.initdb, [`--pgdata=${building}`, ...who, ...flags], {
    cwd: '/',
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
    ...owner,
  });
  await rm(passwordFile, { force: true });
  if (code !== 0) {
    throw new TidegateError({
      code: 'CATALOG_UNAVAILABLE',
      message: 'the database of the catalog could not be made',
      observed: lastLine(errors),
      remedy: 'Check the space and the permissions of the folder that is named, or give a PostgreSQL database by URL.',
      path: data,
    });
  }
  await rename(building, data);
}

/** Data of one major release cannot be read by another. */
async function checkRelease(data: string, programs: PostgresPrograms): Promise<void> {
  const made = (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim();
  const { output } = await runProgram(programs.postgres, ['--version']);
  const major = /(\d+)(\.|\s|$)/.exec(output)?.[1];
  if (major === made) return;
  throw new TidegateError({
    code: 'CATALOG_UNAVAILABLE',
    message: 'the catalog was made by another release of PostgreSQL',
    observed: `data of release ${made}`,
    expected: `release ${major}`,
    remedy:
      'Remove the folder `postgres` in the home and run `tidegate catalog rebuild`: the histories hold all of it.',
    path: data,
  });
}

/** The content of a file that only the caller may read; it is made if there is none. */
async function secretIn(file: string, make: () => string): Promise<string> {
  const there = await readFile(file, 'utf8').catch(() => '');
  if (there !== '') return there.trim();
  const made = make();
  await writeFile(`${file}.new`, made, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return made;
}
