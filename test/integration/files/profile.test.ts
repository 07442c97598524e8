import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '#activities/duckdb/database.ts';
import { profileFiles } from '#client/init/profile.ts';
import type { DataProfile, ProfileRequest } from '#files/profile/data-profile.ts';
import { profileOf } from '#files/profile/profile.ts';
import { subscriptionsCsv } from '#test/support/data/subscriptions.ts';
import { openWorkbench, type Workbench } from '#test/support/workbench.ts';

let bench: Workbench;
let file: string;
beforeAll(async () => {
  bench = await openWorkbench();
  file = join(bench.scratch, 'subscriptions.csv');
  await writeFile(file, subscriptionsCsv(300));
});
afterAll(() => bench.close());

const request = (more: Partial<ProfileRequest> = {}): ProfileRequest => ({
  files: [file],
  time: 'renewal_due',
  key: 'subscription_id',
  grids: [{ size: 86_400_000, offset: 0 }],
  ...more,
});

/** In a database of its own, as each `tidegate init` has one. */
async function profile(more?: Partial<ProfileRequest>): Promise<DataProfile> {
  const database = await openDatabase({ folders: [bench.scratch], scratch: bench.scratch });
  try {
    return await database.use((session) => profileOf(session, request(more)));
  } finally {
    database.close();
  }
}

test.each([
  [{ time: 'renewal' }, 'have no column `renewal`'],
  [{ key: 'plan' }, '300 of 300 rows have a key that another has too'],
  [{ time: 'plan' }, 'cannot be read as a time'],
  [{ label: 'plan' }, '3 different values'],
])('files are refused for %o', async (more, message) => {
  await expect(profile(more)).rejects.toMatchObject({
    problem: { code: 'USAGE', message: expect.stringContaining(message) },
  });
});

test('a file that is not there is told, and the column that was probably meant', async () => {
  await expect(profileFiles(request({ files: [`${file}x`] }), process.env)).rejects.toThrow('there is no file');
  await expect(profileFiles(request({ key: 'subscripton_id' }), process.env)).rejects.toMatchObject({
    problem: { path: '--key', remedy: 'Did you mean `subscription_id`?' },
  });
});

test('the same rows give the same profile as CSV, as NDJSON and as Parquet', async () => {
  const rows = `SELECT * FROM read_csv('${file}')`;
  const parquet = await bench.parquet('subscriptions', rows);
  const ndjson = join(bench.scratch, 'subscriptions.ndjson');
  await bench.database.use((session) => session.run(`COPY (${rows}) TO '${ndjson}' (FORMAT json)`));
  const [first, ...others] = await Promise.all([file, ndjson, parquet].map((each) => profile({ files: [each] })));
  expect(first?.rows).toBe(300);
  for (const other of others) expect(other).toEqual(first);
});
