import { createHash } from 'node:crypto';
import { access, copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Problem, TidegateError } from '#contracts/problem.ts';
import { publishOnce } from './publish-once.ts';
import { type Python, requirePython, venvMissing } from './python.ts';
import { lastLine, runProgram } from './run-program.ts';

/** A Python environment with exactly the packages of a requirements file. */
export interface PythonEnvironment {
  /** Folder of the environment; put `bin` below it first on the PATH to work in it. */
  readonly folder: string;
  /** Path of its interpreter. */
  readonly python: string;
  /** Of the interpreter, as `3.11.7`. */
  readonly version: string;
}

/** What to make an environment from. */
export interface PythonEnvironmentOptions {
  /** A requirements file in which every package is pinned by version and hash. */
  readonly requirements: string;
  /** The folder that holds environments: each is below it, by the digest of what it is made from. */
  readonly folder: string;
  readonly python?: Python;
  /** A line for a person, before something that takes a while. */
  readonly onProgress?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The place of the environment for a requirements file and this Python, whether it exists or not.
 *
 * @throws `MACHINE_INCOMPLETE` where Python or `venv` is missing
 */
export async function locatePythonEnvironment(options: PythonEnvironmentOptions): Promise<PythonEnvironment> {
  return located(options, await usablePython(options));
}

/**
 * Makes a virtual environment once for each requirements file and Python, and finds it again ever after.
 *
 * It uses the user's own pip, and so their package index; nothing is built from source, and each package's
 * hash must be the pinned one.
 *
 * @throws `MACHINE_INCOMPLETE` where Python or `venv` is missing, or a package cannot be had
 */
export async function pythonEnvironment(options: PythonEnvironmentOptions): Promise<PythonEnvironment> {
  const python = await usablePython(options);
  const environment = await located(options, python);
  const { folder } = environment;
  await publishOnce(
    folder,
    () => works(folder),
    async (building) => {
      options.onProgress?.(`Making a Python ${python.version} environment for ${options.requirements} (once).`);
      await build(building, python, options);
    },
    {
      onWait: () => options.onProgress?.('Waiting for another process that makes the Python environment.'),
      signal: options.signal,
    },
  );
  return environment;
}

async function usablePython(options: PythonEnvironmentOptions): Promise<Python> {
  const python = options.python ?? (await requirePython());
  if (python.fillsVenvs === 'not at all') throw new TidegateError(venvMissing(python));
  return python;
}

async function located(options: PythonEnvironmentOptions, python: Python): Promise<PythonEnvironment> {
  const requirements = await readFile(options.requirements, 'utf8');
  const folder = join(options.folder, keyOf(requirements, python));
  return { folder, python: interpreterIn(folder), version: python.version };
}

const interpreterIn = (folder: string): string => join(folder, 'bin', 'python');

function keyOf(requirements: string, python: Python): string {
  const made = [requirements, python.path, python.version].join('\0');
  return createHash('sha256').update(made).digest('hex').slice(0, 16);
}

/** Whether an environment is there and its interpreter still starts: the Python that it is made from may be gone. */
async function works(folder: string): Promise<boolean> {
  try {
    await access(join(folder, 'requirements.txt'));
  } catch {
    return false;
  }
  return (await runProgram(interpreterIn(folder), ['-c', ''])).code === 0;
}

async function build(folder: string, python: Python, options: PythonEnvironmentOptions): Promise<void> {
  const { requirements, signal } = options;
  const fromOutside = python.fillsVenvs === 'from outside';
  const bare = fromOutside ? ['--without-pip'] : [];
  const made = await runProgram(python.path, ['-m', 'venv', ...bare, folder], { signal });
  if (made.code !== 0) {
    throw new TidegateError({ ...venvMissing(python), observed: lastLine(made.errors || made.output) });
  }
  const inside = interpreterIn(folder);
  const pip = fromOutside ? [python.path, '-m', 'pip', '--python', inside] : [inside, '-m', 'pip'];
  const [program = inside, ...args] = [...pip, 'install', ...installFlags, '-r', requirements];
  const installed = await runProgram(program, args, { signal });
  if (installed.code !== 0) throw new TidegateError(notInstalled(requirements, python, lastLine(installed.errors)));
  await copyFile(requirements, join(folder, 'requirements.txt'));
}

const installFlags = ['--quiet', '--require-hashes', '--only-binary', ':all:'];

const notInstalled = (requirements: string, python: Python, observed: string): Problem => ({
  code: 'MACHINE_INCOMPLETE',
  message: `the packages of ${requirements} could not be installed`,
  observed,
  expected: 'every package as pinned, from the package index that pip is set up for',
  remedy: `Check that \`${python.path} -m pip download pip\` works here.`,
});
