import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { programs } from '#client/dev/environment.ts';
import { folderPlace } from '#client/watch/places/folder.ts';
import { Arrival } from '#contracts/arrival.ts';
import { tidegate } from '#test/support/command.ts';
import { sharedBucket } from '#test/support/shared/ask.ts';
import { type GatewaySite, openGatewaySite } from '#test/support/site/gateway.ts';

// The command as it is, before a real gateway and Temporal server: what was announced is read from the stream's history.

let site: GatewaySite;
let pipeline: string;
let state: string;
beforeAll(async () => {
  site = await openGatewaySite();
}, 600_000);
afterAll(() => site?.close());
beforeEach(async () => {
  pipeline = `shop-${randomUUID()}`;
  state = join(site.home, `${pipeline}.ndjson`);
  await site.begin(pipeline, ['orders']);
});

const Message = z.object({ announcements: z.array(Arrival) });
const arrivals = async () => (await site.arrived(pipeline)).flatMap((signal) => Message.parse(signal).announcements);

interface Watched {
  readonly options: readonly string[];
  write(path: string, content: string): Promise<void>;
}

async function folder(): Promise<Watched & { readonly root: string }> {
  const root = await mkdtemp(join(tmpdir(), 'tidegate-watched-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const write = async (path: string, content: string) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  };
  return { root, write, options: ['--folder', root] };
}

async function bucket(): Promise<Watched> {
  const { name, environment } = await sharedBucket();
  Object.assign(process.env, environment);
  const client = new S3Client({ region: 'us-east-1', forcePathStyle: true });
  onTestFinished(() => client.destroy());
  return {
    options: ['--s3', `s3://${name}/in`],
    async write(path, content) {
      await client.send(new PutObjectCommand({ Bucket: name, Key: `in/${path}`, Body: Buffer.from(content) }));
    },
  };
}

const environment = () => ({ TIDEGATE_GATEWAY_URL: site.gateway.url, TIDEGATE_HOME: site.home });
const lineOf = ({ options }: Watched, ...more: string[]) => [
  ...['watch', pipeline, '--source', 'orders', '--time', 'at', '--state', state, ...options, ...more],
];
const Looked = z.object({
  announced: z.array(z.looseObject({ path: z.string(), id: z.string(), rows: z.number() })),
  refused: z.array(z.object({ path: z.string(), problem: z.looseObject({ code: z.string() }) })),
  waiting: z.array(z.string()),
});
async function once(watched: Watched, ...more: string[]) {
  const said = await tidegate(lineOf(watched, '--once', '--json', ...more), environment());
  return { exit: said.exit, ...Looked.parse(JSON.parse(said.out)) };
}
const day = (...times: string[]) => `id,at\n${times.map((at, i) => `${i},${at}\n`).join('')}`;

describe.each([
  ['a folder', folder],
  ['a bucket', bucket],
])('%s under watch', (_, open: () => Promise<Watched>) => {
  test('what its marker says is whole is announced with its rows and times, once, across restarts', async () => {
    const watched = await open();
    await watched.write('a/one.csv', day('2026-03-02T08:00:00Z', '2026-03-01T23:30:00.500Z', '2026-03-02T07:00:00Z'));
    await watched.write('a/one.csv.done', '');
    await watched.write('two.ndjson', '{"at":"2026-03-05T00:00:00Z"}\n');
    await watched.write('notes.txt', 'no data');
    await watched.write('notes.txt.done', '');
    const first = await once(watched, '--marker', '.done');
    expect(first).toMatchObject({ exit: 0, refused: [], waiting: ['two.ndjson'] });
    expect(first.announced).toMatchObject([{ path: 'a/one.csv', rows: 3 }]);
    const [minTime, maxTime] = ['2026-03-01T23:30:00.500Z', '2026-03-02T08:00:00Z'].map((text) => Date.parse(text));
    expect(await arrivals()).toMatchObject([{ id: first.announced[0]?.id, rows: 3, format: 'csv', minTime, maxTime }]);
    await watched.write('two.ndjson.done', '');
    expect((await once(watched, '--marker', '.done')).announced).toMatchObject([{ path: 'two.ndjson', rows: 1 }]);
    expect(await once(watched, '--marker', '.done')).toMatchObject({ announced: [], waiting: [] });
    // Without its memory it announces the same again, which has no effect.
    await rm(state);
    expect((await once(watched, '--marker', '.done')).announced).toHaveLength(2);
    const all = await arrivals();
    expect(all.slice(2)).toEqual(all.slice(0, 2));
  });

  test('new content of a file that was announced takes the place of the old, each time', async () => {
    const watched = await open();
    const ids: string[] = [];
    const contents = ['2026-03-02T08:00:00Z', '2026-03-02T09:00:00Z', '2026-03-02T08:00:00Z'].map((at) => day(at));
    for (const content of contents) {
      await watched.write('one.csv', content);
      ids.push((await once(watched, '--stable', '20ms')).announced[0]?.id ?? '');
    }
    expect(new Set(ids).size).toBe(3);
    expect((await arrivals()).map(({ id, supersedes }) => [id, supersedes])).toEqual(
      ids.map((id, i) => [id, ids[i - 1]]),
    );
    await watched.write('one.csv', contents[2] ?? '');
    expect((await once(watched, '--stable', '20ms')).announced).toEqual([]);
  });

  test('half a file is named and not announced; the others go on', async () => {
    const watched = await open();
    await watched.write('half.parquet', 'PAR1 and then no more');
    await watched.write('ragged.csv', 'id,at\n1,2026-03-02T08:00:00Z,more\n2\n');
    await watched.write('timeless.csv', 'id,when\n1,2026-03-02T08:00:00Z\n');
    await watched.write('whole.csv', day('2026-03-02T08:00:00Z'));
    const { exit, refused, announced } = await once(watched, '--stable', '20ms');
    expect(exit).toBe(1);
    expect(refused.map(({ path, problem }) => [path, problem.code])).toEqual(
      ['half.parquet', 'ragged.csv', 'timeless.csv'].map((path) => [path, 'ARTIFACT_UNREADABLE']),
    );
    expect(announced).toMatchObject([{ path: 'whole.csv' }]);
    expect(await arrivals()).toHaveLength(1);
  });

  test('a watcher that is killed again and again loses no file, and announces none in two ways', async () => {
    const watched = await open();
    const paths = Array.from({ length: 12 }, (_each, i) => `hour-${String(i).padStart(2, '0')}.csv`);
    const writing = (async () => {
      for (const [i, path] of paths.entries()) {
        await watched.write(path, day(`2026-03-02T${path.slice(5, 7)}:00:00Z`));
        await watched.write(`${path}.done`, '');
        if (i % 3 === 0) await sleep(400);
      }
    })();
    for (let round = 0; round < 3; round += 1) {
      const child = start(watched);
      await sleep(2_000 + Math.random() * 1_500);
      child.kill('SIGKILL');
      await ended(child);
    }
    await writing;
    await once(watched, '--marker', '.done');
    const all = await arrivals();
    expect(new Set(all.map(({ id }) => id.split('@')[0]))).toEqual(new Set(paths));
    expect(new Set(all.map((arrival) => JSON.stringify(arrival))).size).toBe(paths.length);
    expect(await once(watched, '--marker', '.done')).toMatchObject({ announced: [], waiting: [] });
  }, 180_000);

  const start = (watched: Watched) =>
    spawn(process.execPath, [programs.tidegate, ...lineOf(watched, '--marker', '.done', '--every', '100ms')], {
      env: { ...process.env, ...environment() },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  const ended = (child: ReturnType<typeof start>) => new Promise<number | null>((done) => child.once('close', done));

  test('Ctrl-C ends it with what it has in hand, and a second watcher is refused meanwhile', async () => {
    const watched = await open();
    await watched.write('one.csv', day('2026-03-02T08:00:00Z'));
    await watched.write('one.csv.done', '');
    const child = start(watched);
    onTestFinished(() => void child.kill('SIGKILL'));
    const exit = ended(child);
    let said = '';
    child.stdout.on('data', (text) => {
      said += text;
    });
    await expect.poll(() => said, { timeout: 30_000 }).toContain('Announced one.csv@');
    const second = await tidegate(lineOf(watched, '--marker', '.done', '--once'), environment());
    expect(second).toMatchObject({ exit: 2, err: expect.stringContaining('another watcher') });
    child.kill('SIGINT');
    expect(await exit).toBe(0);
    expect(said).toContain('Stopped: 1 announced.');
  });
});

test('a file that grows waits until it has been still for long enough', async () => {
  const watched = await folder();
  await watched.write('one.csv', day('2026-03-02T08:00:00Z'));
  const growing = setInterval(
    () => void appendFile(join(watched.root, 'one.csv'), '9,2026-03-02T08:30:00Z\n').catch(() => undefined),
    20,
  );
  expect(await once(watched, '--stable', '400ms')).toMatchObject({ announced: [], waiting: ['one.csv'] });
  clearInterval(growing);
  await sleep(50);
  expect((await once(watched, '--stable', '400ms')).announced).toMatchObject([{ path: 'one.csv' }]);
});

test('a file that changes between the look and the end of its copy is not taken', async () => {
  const { root, write } = await folder();
  await write('one.csv', 'a\n');
  const place = folderPlace(root);
  const [seen] = await place.list();
  if (seen === undefined) throw new Error('nothing was seen');
  expect(await place.copy(seen, join(root, 'copy'))).toBe(true);
  await appendFile(join(root, 'one.csv'), 'b\n');
  expect(await place.copy(seen, join(root, 'copy'))).toBe(false);
});

test.each([
  [['--folder', '.', '--s3', 's3://in/x', '--marker', '.done'], '--folder'],
  [['--marker', '.done'], '--folder'],
  [['--folder', '.'], '--marker'],
  [['--folder', '.', '--marker', '.done', '--stable', '1s'], '--marker'],
  [['--folder', '.', '--stable', 'soon'], '--stable'],
  [['--s3', 'https://in', '--marker', '.done'], '--s3'],
])('%s cannot be watched', async (options, path) => {
  const said = await tidegate(lineOf({ options, write: async () => undefined }, '--json'), environment());
  expect(said.exit).toBe(2);
  expect(JSON.parse(said.out)).toMatchObject({ problems: [{ code: 'USAGE', path }] });
});
