import { access, constants, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { TidegateError } from '#contracts/problem.ts';

/**
 * A file that a command is to write, before the work begins whose result it is for.
 *
 * @param read files that the command reads
 * @throws `USAGE` where it cannot be written, or is one of those that are read
 */
export async function outputFile(option: string, file: string, read: readonly string[]): Promise<string> {
  const path = await placeOf(file).catch((fault) => {
    throw unwritable(option, file, fault);
  });
  const others = await Promise.all(read.map((other) => realpath(other).catch(() => resolve(other))));
  if (others.includes(path)) throw usage(option, `${file} is read, and would be lost`, file);
  return path;
}

/** Writes to it. What stands in the way of that is for who named it to see to, such as a disk that is full. */
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
