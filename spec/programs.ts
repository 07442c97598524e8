import { realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Check } from '#contracts/check.ts';
import type { Command } from '#contracts/checks/programs.ts';
import type { Digest } from '#contracts/digest.ts';
import type { PinnedFile } from '#contracts/pinned-file.ts';
import { TidegateError } from '#contracts/problem.ts';
import { type Modules, noModules, problemsOfCustom } from './custom-modules.ts';
import { filesBelow } from './folder-files.ts';
import { missingFile } from './named-files.ts';
import { type Path, problemOf, type SpecProblem } from './problem.ts';
import { invalid } from './rules/rule.ts';
import type { YamlFile } from './yaml-file.ts';

/** A program is a handful of scripts; a folder of data or of installed packages was named by mistake. */
const mostFiles = 500;

/** Checks that run what users wrote with the files that this is made of, by content: a module, or those that `files` and `run` name. */
export async function pinPrograms(
  checks: readonly Check[],
  folder: string,
  put: (file: string) => Promise<Digest>,
): Promise<Check[]> {
  const pin = async (path: string): Promise<PinnedFile> => ({ path, digest: await put(join(folder, path)) });
  return Promise.all(
    checks.map(async (check, i) => {
      if ('custom' in check && check.custom.module !== undefined)
        return { custom: { ...check.custom, pinned: [await pin(check.custom.module)] } };
      if (!('command' in check)) return check;
      const paths = await filesOf(check.command, folder);
      if (paths.length > mostFiles) throw tooMany(`checks[${i}].command.files`, paths.length);
      return { command: { ...check.command, pinned: await Promise.all(paths.map(pin)) } };
    }),
  );
}

/** What commands name and what is not there, or not in the folder of the gate; what is wrong with modules of checks. */
export async function problemsOfPrograms(
  yaml: YamlFile,
  checks: readonly Check[],
  path: Path,
  modules: Modules = noModules,
): Promise<SpecProblem[]> {
  const folder = dirname(yaml.file);
  const problems = checks.map((check, i) => {
    if ('command' in check) return missingOf(yaml, check.command, folder, [...path, i, 'command']);
    return 'custom' in check ? problemsOfCustom(yaml, check.custom, [...path, i, 'custom'], modules) : [];
  });
  return (await Promise.all(problems)).flat();
}

async function missingOf(yaml: YamlFile, { run, files }: Command, folder: string, path: Path): Promise<SpecProblem[]> {
  const problems = files.map(async (name, i) => {
    const at = [...path, 'files', i];
    if (!isWithin(folder, name)) return problemOf(outside(at, name), yaml.positionOf(at));
    const isFolder = (await statOf(join(folder, name)))?.isDirectory() === true;
    return missingFile(yaml, at, name, isFolder ? 'folder' : 'file');
  });
  const found = await Promise.all([missingProgram(yaml, run[0] ?? '', folder, [...path, 'run', 0]), ...problems]);
  return found.flatMap((problem) => problem ?? []);
}

/** A program that is named by a path of its own must be one that is pinned; others are found by `PATH`. */
async function missingProgram(yaml: YamlFile, program: string, folder: string, at: Path) {
  if (!program.includes('/') || isAbsolute(program)) return undefined;
  const missing = await missingFile(yaml, at, program, 'file');
  if (missing || (await isFileOf(await realpath(folder), program))) return missing;
  return problemOf(elsewhere(at, program), yaml.positionOf(at));
}

const elsewhere = (path: Path, program: string) =>
  invalid(path, 'a program that lies elsewhere has no place in the folder of its gate', program, 'a name for `PATH`');

const outside = (path: Path, name: string) =>
  invalid(path, 'a program is made of files in the folder of its gate', name, 'a path from there that stays within it');

async function filesOf({ run, files }: Command, folder: string): Promise<string[]> {
  const root = await realpath(folder);
  const named = await Promise.all(
    files.map(async (name) => {
      if (!(await statOf(join(folder, name)))?.isDirectory()) return [name];
      return (await filesBelow(join(folder, name))).map((path) => join(name, path));
    }),
  );
  const words = await Promise.all(run.map(async (word) => ((await isFileOf(root, word)) ? [word] : [])));
  const paths = [...named, ...words].flat().map((name) => relative(folder, resolve(folder, name)));
  return [...new Set(paths.map((path) => path.split(sep).join('/')))].sort();
}

/** Whether a word names a file of the folder, also once links are followed: an interpreter of an environment is none. */
async function isFileOf(root: string, word: string): Promise<boolean> {
  const file = await realpath(resolve(root, word)).catch(() => undefined);
  return file !== undefined && isWithin(root, file) && (await statOf(file))?.isFile() === true;
}

function isWithin(folder: string, name: string): boolean {
  const path = relative(folder, resolve(folder, name));
  return path !== '' && path.split(sep)[0] !== '..' && !isAbsolute(path);
}

const statOf = (path: string) => stat(path).catch(() => undefined);

const tooMany = (path: string, files: number): TidegateError =>
  new TidegateError({
    code: 'SPEC_VALUE_INVALID',
    message: 'a program is made of too many files to be pinned',
    path,
    observed: `${files} files`,
    expected: `at most ${mostFiles}`,
    remedy: 'Name the program alone; packages belong into its environment.',
  });
