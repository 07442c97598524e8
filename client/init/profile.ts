import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { nearest } from '#contracts/nearest.ts';
import { TidegateError } from '#contracts/problem.ts';
import { type DataProfile, ProfileAnswer, type ProfileRequest } from '#contracts/profile.ts';
import { workerLines } from '#worker/programs/lines.ts';

/** Looks at a person's files, in a process of the worker's. Throws `USAGE` with what makes them unfit, and the column that was probably meant. */
export async function profileFiles(request: ProfileRequest, environment: NodeJS.ProcessEnv): Promise<DataProfile> {
  for (const file of request.files) {
    if ((await stat(file).catch(() => undefined))?.isFile()) continue;
    const problem = { code: 'USAGE', message: `there is no file ${file}`, path: '--data', observed: file } as const;
    throw new TidegateError({ ...problem, expected: 'Parquet, CSV or NDJSON files' });
  }
  const args = [JSON.stringify({ ...request, files: request.files.map((file) => resolve(file)) })];
  for await (const line of workerLines({ program: 'profile', args, environment, goodUntil: 0 })) {
    const answer = ProfileAnswer.parse(line);
    if ('profile' in answer) return answer.profile;
    const { observed = '', expected = '' } = answer.problem;
    const names = expected.startsWith('one of ') ? expected.slice('one of '.length).split(', ') : [];
    const guess = nearest(observed, names);
    const remedy = guess === undefined ? 'Correct the option, or the data.' : `Did you mean \`${guess}\`?`;
    throw new TidegateError({ ...answer.problem, remedy });
  }
  throw new TidegateError({ code: 'INTERNAL', message: 'the files were looked at without an answer' });
}
