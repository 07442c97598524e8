import { access, constants, realpath, stat } from 'node:fs/promises';
import type { Format } from '#contracts/arrival.ts';
import { fileEndings, formatOfFile } from '#contracts/file-format.ts';
import { TidegateError } from '#contracts/problem.ts';
import type { DataFiles } from './files.ts';

/** Checks the files that a person names. Throws `USAGE` if one does not exist, or if their format is unclear. */
export async function dataFiles(option: string, files: readonly string[]): Promise<DataFiles> {
  const found = new Set(files.map((file) => formatOf(option, file)));
  const [format, other] = found;
  if (format === undefined || other !== undefined)
    throw usage(option, 'the files are of several formats', [...found].join(', '), 'files of one format');
  return { format, paths: await Promise.all(files.map((file) => existing(option, file))) };
}

/** The format of a file, by the ending of its name. Throws `USAGE` if the ending is unknown. */
export function formatOf(option: string, file: string): Format {
  const format = formatOfFile(file);
  if (format === undefined)
    throw usage(option, `what ${file} holds is not known by its name`, file, fileEndings.join(', '));
  return format;
}

const filesWanted = 'Parquet, CSV or NDJSON files';

async function existing(option: string, file: string): Promise<string> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isDirectory()) throw usage(option, `${file} is a folder`, file, filesWanted);
  if (!found?.isFile()) throw usage(option, `there is no file ${file}`, file, filesWanted);
  await access(file, constants.R_OK).catch(() => {
    throw usage(option, `${file} may not be read`, file, filesWanted);
  });
  return realpath(file);
}

const usage = (path: string, message: string, observed: string, expected: string) =>
  new TidegateError({ code: 'USAGE', message, path, observed, expected });
