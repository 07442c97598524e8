import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { probably } from '#contracts/misnamed.ts';
import { TidegateError } from '#contracts/problem.ts';
import type { DataProfile, ProfileRequest } from '#files/profile/data-profile.ts';
import { inTemporaryFolder } from '#local/temporary-folder.ts';
import { askOnce } from '#worker/programs/ask.ts';
import { profile } from '#worker/programs/profile/answer.ts';

/**
 * Profiles a person's files, in a separate process. Throws `USAGE` with the reason if they are unfit, and with the
 * column name that was probably meant.
 */
export async function profileFiles(request: ProfileRequest, environment: NodeJS.ProcessEnv): Promise<DataProfile> {
  for (const file of request.files) {
    if ((await stat(file).catch(() => undefined))?.isFile()) continue;
    const problem = { code: 'USAGE', message: `there is no file ${file}`, path: '--data', observed: file } as const;
    throw new TidegateError({ ...problem, expected: 'Parquet, CSV or NDJSON files' });
  }
  const files = request.files.map((file) => resolve(file));
  try {
    return await inTemporaryFolder('profile', (folder) =>
      askOnce(profile, { ...request, files, scratch: join(folder, 'scratch') }, environment),
    );
  } catch (error) {
    throw error instanceof TidegateError && error.problem.code === 'USAGE' ? withGuess(error) : error;
  }
}

function withGuess({ problem }: TidegateError): TidegateError {
  const { observed = '', expected = '' } = problem;
  const names = expected.startsWith('one of ') ? expected.slice('one of '.length).split(', ') : [];
  return new TidegateError({ ...problem, remedy: 'Correct the option, or the data.', ...probably(observed, names) });
}
