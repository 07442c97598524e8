import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { z } from 'zod';
import { openDatabase } from '#activities/duckdb/database.ts';
import { TidegateError } from '#contracts/problem.ts';
import { type ProfileAnswer, ProfileRequest } from '#contracts/profile.ts';
import { profileOf } from '#files/profile/profile.ts';

/** Looks at a person's files and prints what a pipeline for them needs to know: the entry point behind `tidegate init`. */
async function main(): Promise<void> {
  const request = ProfileRequest.parse(JSON.parse(process.argv[2] ?? ''));
  const scratch = await mkdtemp(join(tmpdir(), 'tidegate-profile-'));
  const folders = [...new Set(request.files.map((file) => dirname(file)))];
  const database = await openDatabase({ folders: [...folders, scratch], scratch });
  try {
    print(await database.use(async (session) => ({ profile: await profileOf(session, request) })));
  } catch (error) {
    if (!(error instanceof TidegateError)) throw error;
    print({ problem: error.problem });
  } finally {
    database.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

const print = (answer: z.infer<typeof ProfileAnswer>): void => void process.stdout.write(`${JSON.stringify(answer)}\n`);

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 4;
});
