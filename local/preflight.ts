import { mkdir, statfs } from 'node:fs/promises';
import { type Problem, TidegateError } from '#contracts/problem.ts';
import { enterableCache, findPostgresUser, isRoot } from './postgres-owner.ts';
import { postgresPackage } from './postgres-programs.ts';
import { findPython, type Python, venvMissing } from './python.ts';
import { lastLine, runProgram } from './run-program.ts';
import { wheelFor } from './temporal-release.ts';

/** The oldest Node that runs TypeScript files as they are; npm brings it in, whatever the machine's own is. */
const oldestNode = 24;

/** Bytes that the first run needs in the home and in the cache: Temporal, PostgreSQL, the trainer's packages, data. */
export const neededBytes = 2_000_000_000;

/** What is to be started on this machine. */
export interface PreflightOptions {
  readonly home: string;
  readonly cache: string;
  /** Whether a Temporal server is started here, and not reached by address. */
  readonly temporal?: boolean;
  /** Whether a PostgreSQL is started here, and not reached by URL. */
  readonly postgres?: boolean;
  /** Whether a trainer in Python is to run. */
  readonly trainer?: boolean;
  readonly env?: NodeJS.ProcessEnv;
}

/** Checks the machine before anything is started or written (except empty folders). Returns everything that is missing, each with its remedy. */
export async function preflight(options: PreflightOptions): Promise<Problem[]> {
  const { temporal = true, postgres = true, trainer = true } = options;
  const checks = [
    nodeIsRecent(process.versions.node),
    pythonServes({ temporal, trainer }, options.env),
    spaceIn([options.home, options.cache]),
    postgres ? postgresRuns(options.cache) : [],
  ];
  return (await Promise.all(checks)).flat();
}

/** @param version as `24.21.0` */
export function nodeIsRecent(version: string): Problem[] {
  if (Number(version.split('.')[0]) >= oldestNode) return [];
  return [
    {
      code: 'MACHINE_INCOMPLETE',
      message: `Node ${oldestNode} or later is needed`,
      observed: version,
      expected: `≥ ${oldestNode}`,
      remedy: 'Run `npm ci`, which brings it in, and start by `npx tidegate` or `npm run`.',
    },
  ];
}

async function pythonServes(use: { temporal: boolean; trainer: boolean }, env?: NodeJS.ProcessEnv): Promise<Problem[]> {
  const fetches = use.temporal && !(await hasTemporal(env));
  if (!use.trainer && !fetches) return [];
  const found = await findPython(env);
  if (!found.ok) return found.problems;
  const problems: Problem[] = [];
  if (fetches && wheelFor() === undefined) problems.push(noTemporal());
  if (needsVenv(found.value, { fetches, trainer: use.trainer })) problems.push(venvMissing(found.value));
  return problems;
}

const needsVenv = (python: Python, use: { fetches: boolean; trainer: boolean }): boolean =>
  python.fillsVenvs === 'not at all' && (use.trainer || (use.fetches && !python.hasPip));

const hasTemporal = async (env: NodeJS.ProcessEnv = process.env): Promise<boolean> =>
  (await runProgram('temporal', ['--version'], { env })).code === 0;

async function spaceIn(folders: readonly string[]): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const folder of folders) {
    try {
      await mkdir(folder, { recursive: true });
      const { bavail, bsize } = await statfs(folder);
      if (bavail * bsize < neededBytes) problems.push(noSpace(folder, bavail * bsize));
    } catch (error) {
      problems.push(notWritable(folder, error));
    }
  }
  return problems;
}

async function postgresRuns(cache: string): Promise<Problem[]> {
  try {
    const program = `${postgresPackage()}/native/bin/postgres`;
    const { code, errors } = await runProgram(program, ['--version']);
    // A missing link is mended in a copy; what is left is a C library of another kind.
    if (code !== 0 && !errors.includes('shared libraries')) return [postgresFails(lastLine(errors))];
    if (!isRoot()) return [];
    const user = await findPostgresUser();
    await enterableCache(cache, user);
    if (user === undefined && (await runProgram('useradd', ['--help'])).code === null) return [noUseradd()];
    return [];
  } catch (error) {
    if (error instanceof TidegateError) return [error.problem];
    throw error;
  }
}

export const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

const noSpace = (folder: string, free: number): Problem => ({
  code: 'MACHINE_INCOMPLETE',
  message: 'the disk is nearly full',
  path: folder,
  observed: `${gigabytes(free)} free`,
  expected: `${gigabytes(neededBytes)} free`,
  remedy: 'Make room, or set TIDEGATE_HOME and TIDEGATE_CACHE to folders on another disk.',
});

const notWritable = (folder: string, error: unknown): Problem => ({
  code: 'MACHINE_INCOMPLETE',
  message: 'a folder cannot be made',
  path: folder,
  observed: error instanceof Error ? error.message : String(error),
  remedy: 'Set TIDEGATE_HOME and TIDEGATE_CACHE to folders that you may write.',
});

const noTemporal = (): Problem => ({
  code: 'MACHINE_INCOMPLETE',
  message: 'there is no Temporal to fetch for this machine',
  observed: `${process.platform}-${process.arch}`,
  remedy: 'Install the Temporal CLI so that `temporal` is on the PATH.',
});

const postgresFails = (observed: string): Problem => ({
  code: 'MACHINE_INCOMPLETE',
  message: 'the PostgreSQL binaries do not run on this machine',
  observed,
  expected: 'glibc on Linux, or macOS',
  remedy: 'Give a PostgreSQL database by URL.',
});

const noUseradd = (): Problem => ({
  code: 'MACHINE_INCOMPLETE',
  message: 'PostgreSQL does not run as root, and no OS user for it can be made',
  observed: 'no user `postgres`, no program `useradd`',
  remedy: 'Make the user, or run Tidegate as an ordinary user.',
});
