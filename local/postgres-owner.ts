import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Problem, TidegateError } from '#contracts/problem.ts';
import { lastLine, runProgram } from './run-program.ts';

/** PostgreSQL refuses to run as root: for root it runs as this user. */
const userName = 'postgres';

/** An OS user and its group. */
export interface OsUser {
  readonly uid: number;
  readonly gid: number;
}

/** Whether this process is root, so that PostgreSQL needs another user. */
export const isRoot = (): boolean => process.getuid?.() === 0;

/** The OS user `postgres`; undefined where there is none. */
export async function findPostgresUser(): Promise<OsUser | undefined> {
  const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => runProgram('id', [flag, userName])));
  if (uid?.code !== 0 || gid?.code !== 0) return undefined;
  return { uid: Number(uid.output), gid: Number(gid.output) };
}

/** The OS user `postgres`, made if there is none: a system user without a home, a password or a shell. */
export async function ensurePostgresUser(): Promise<OsUser> {
  const there = await findPostgresUser();
  if (there !== undefined) return there;
  await runProgram('groupadd', ['--system', userName]);
  const flags = [
    '--system',
    '--gid',
    userName,
    '--no-create-home',
    '--home-dir',
    '/nonexistent',
    '--shell',
    '/usr/sbin/nologin',
  ];
  const made = await runProgram('useradd', [...flags, userName]);
  const user = await findPostgresUser();
  if (user === undefined) throw new TidegateError(noUser(lastLine(made.errors)));
  return user;
}

/**
 * A folder for PostgreSQL's programs and data that its user can enter, for root: the cache folder if every folder above it lets
 * that user through (root's own home usually does not), else one of the system's.
 */
export async function enterableCache(cache: string, user: OsUser | undefined): Promise<string> {
  const candidates = [cache, '/var/cache/tidegate', '/var/tmp/tidegate'];
  for (const folder of candidates) {
    if ((await isSafe(folder)) && (await canEnter(folder, user))) return join(folder, 'postgres');
  }
  throw new TidegateError({
    code: 'MACHINE_INCOMPLETE',
    message: `PostgreSQL finds no folder that its user \`${userName}\` can enter`,
    observed: candidates.join(', '),
    expected: 'a folder all of whose parents others may enter (mode o+x), and that only root may write',
    remedy: 'Set TIDEGATE_CACHE to such a folder.',
  });
}

/** Makes the folder of {@link enterableCache}, open to enter, closed to write. */
export async function makeEnterable(folder: string): Promise<void> {
  for (const each of [dirname(folder), folder]) await mkdir(each, { recursive: true, mode: 0o755 });
}

/** Whether a folder is not there yet, or belongs to root alone: in a folder that all may write somebody else may have made it. */
async function isSafe(folder: string): Promise<boolean> {
  const found = await stat(folder).catch(() => undefined);
  return found === undefined || (found.isDirectory() && found.uid === 0 && (found.mode & 0o022) === 0);
}

async function canEnter(folder: string, user: OsUser | undefined): Promise<boolean> {
  for (let at = folder; ; at = dirname(at)) {
    const found = await stat(at).catch(() => undefined);
    if (found !== undefined && !mayEnter(found, user)) return false;
    if (at === dirname(at)) return true;
  }
}

function mayEnter(folder: { mode: number; uid: number; gid: number }, user: OsUser | undefined): boolean {
  if (folder.uid === user?.uid) return (folder.mode & 0o100) !== 0;
  if (folder.gid === user?.gid) return (folder.mode & 0o010) !== 0;
  return (folder.mode & 0o001) !== 0;
}

const noUser = (observed: string): Problem => ({
  code: 'MACHINE_INCOMPLETE',
  message: `PostgreSQL does not run as root, and its user \`${userName}\` could not be made`,
  observed,
  expected: `an OS user \`${userName}\``,
  remedy: `Make it (useradd --system ${userName}), or run Tidegate as an ordinary user, or give a catalog by URL.`,
});
