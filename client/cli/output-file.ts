import { access, constants, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { TidegateError } from '#contracts/problem.ts';

/**
 * Checks, before the work begins, that its result can be written to a file, and returns the full path.
 *
 * @param read files that the command reads, and so must not overwrite
 * @throws `USAGE` if the file cannot be written, or is one of `read`
 */
export async function outputFile(option: string, file: string, read: readonly string[]): Promise<string> {
  const path = await placeOf(file).catch((fault) => {
    throw unwritable(option, file, fault);
  });
  const others = await Promise.all(read.map((other) => realpath(other).catch(() => resolve(other))));
  if (others.includes(path)) throw usage(option, `${file} is read, and would be lost`, file);
  return path;
}

/**
 * Runs a write to that file. A failure of the operating system, such as a full disk, becomes `USAGE`: whoever chose the
 * file can fix it.
 */
export async function writingTo(option: string, file: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (fault) {
    throw unwritable(option, file, fault);
  }
}

async function placeOf(file: string): Promise<string> {
  const folder = await realpath(dirname(resolve(file)));
  const path = await realpath(file).catch(() => join(folder, basename(file)));
  const there = await stat(path).catch(() => undefined);
  if (there?.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
  await access(there ? path : folder, constants.W_OK);
  return path;
}

function unwritable(option: string, file: string, fault: unknown): unknown {
  const code = fault instanceof Error && 'code' in fault ? fault.code : undefined;
  return typeof code === 'string' ? usage(option, `${file} cannot be written: ${code}`, file) : fault;
}

const usage = (path: string, message: string, observed: string) =>
  new TidegateError({
    code: 'USAGE',
    message,
    path,
    observed,
    expected: 'a file of its own, in a folder that is there',
  });
