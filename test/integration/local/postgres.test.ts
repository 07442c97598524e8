import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startPostgres } from '#local/postgres.ts';
import { removeOrphans } from '#local/postgres-leftovers.ts';
import { enterableCache } from '#local/postgres-owner.ts';
import { readSettings } from '#stores/settings.ts';
import { temporaryFolder } from './fixtures/folders.ts';

const { cache } = readSettings();

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

test('a committed row survives SIGKILL of the server and a clean stop, on the same port', async () => {
  const home = await temporaryFolder();
  const first = await startPostgres({ home, cache });
  await query(first.url, 'create table note (line text); insert into note values ($$before the crash$$)');
  await first.kill();

  const second = await startPostgres({ home, cache, port: first.port });
  expect(second.url).toBe(first.url);
  expect(await query(second.url, 'select * from note')).toEqual([{ line: 'before the crash' }]);
  await second.stop();

  const third = await startPostgres({ home, cache });
  onTestFinished(() => third.stop());
  expect(await query(third.url, 'select * from note')).toEqual([{ line: 'before the crash' }]);
});

test('the note of a killed server whose number belongs to another process is no hindrance', async () => {
  const home = await temporaryFolder();
  const first = await startPostgres({ home, cache });
  const [{ data_directory: data } = { data_directory: '' }] = (await query(first.url, 'show data_directory')) as {
    data_directory: string;
  }[];
  await first.kill();
  const note = join(data, 'postmaster.pid');
  await writeFile(note, (await readFile(note, 'utf8')).replace(/^\d+/, String(process.ppid)));
  const second = await startPostgres({ home, cache });
  onTestFinished(() => second.stop());
  expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test("the password is needed, is the home's own, and is written where only its owner reads", async () => {
  const home = await temporaryFolder();
  const onNotice = vi.fn();
  const server = await startPostgres({ home, cache, onNotice });
  onTestFinished(() => server.stop());
  const wrong = new URL(server.url);
  wrong.password = 'guessed';
  await expect(query(wrong.href, 'select 1')).rejects.toThrow(/password authentication failed/);
  expect(await query(server.url, 'show fsync')).toEqual([{ fsync: 'on' }]);
  expect(await query(server.url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
  expect(onNotice).toHaveBeenCalledTimes(process.getuid?.() === 0 ? 1 : 0);
});

test('an empty database is made beside the catalog', async () => {
  const server = await startPostgres({ home: await temporaryFolder(), cache });
  onTestFinished(() => server.stop());
  const url = await server.createDatabase('rebuilt-1');
  expect(await server.createDatabase('rebuilt-1')).toBe(url);
  expect(await query(url, 'select current_database() as name')).toEqual([{ name: 'rebuilt-1' }]);
});

test('a cache below a closed folder gives way to one that another user can enter', async () => {
  const closed = await temporaryFolder();
  const nobody = { uid: 65_534, gid: 65_534 };
  const folder = await enterableCache(join(closed, 'cache'), nobody);
  expect(folder).not.toContain(closed);
});

test('data outside the home go when the home has long been gone, and not before', async () => {
  const [clusters, home] = [await temporaryFolder(), await temporaryFolder()];
  await mkdir(join(home, 'postgres'));
  await writeFile(join(home, 'postgres', 'cluster'), 'in-use');
  const longAgo = new Date('2013-05-01');
  for (const [name, of, touched] of [
    ['in-use', home, longAgo],
    ['begun-anew', home, longAgo],
    ['home-deleted', join(home, 'deleted'), longAgo],
    ['recent', join(home, 'deleted'), new Date()],
  ] as const) {
    await mkdir(join(clusters, name));
    await writeFile(join(clusters, name, 'home'), of);
    await utimes(join(clusters, name, 'home'), touched, touched);
  }
  await removeOrphans(clusters);
  expect((await readdir(clusters)).sort()).toEqual(['in-use', 'recent']);
});
