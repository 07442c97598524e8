import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { gatewayClient } from '#client/sdk/gateway-client.ts';
import { globOf } from '#client/watch/glob.ts';
import { openMemory } from '#client/watch/memory.ts';
import { folderPlace } from '#client/watch/places/folder.ts';
import { type WatchEvent, watcher } from '#client/watch/watcher.ts';
import { Arrival } from '#contracts/arrival.ts';
import { programs } from '#local/dev/environment.ts';
import { tidegate } from '#test/support/command.ts';
import { eventually } from '#test/support/eventually.ts';
import { sharedBucket } from '#test/support/shared/ask.ts';
import { type GatewaySite, openGatewaySite } from '#test/support/site/gateway.ts';
import { discard, temporaryFolder } from '#test/support/temporary-folder.ts';

// The command as it is, before a real gateway and Temporal server: what was announced is read from the stream's history.

let site: GatewaySite;
let pipeline: string;
let state: string;
beforeAll(async () => {
  site = await openGatewaySite();
});
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
  /** With which it is reached. */
  readonly env?: Readonly<Record<string, string>>;
  write(path: string, content: string): Promise<void>;
}

async function folder(): Promise<Watched & { readonly root: string }> {
  const root = await temporaryFolder('watched');
  onTestFinished(() => discard(root));
  const write = async (path: string, content: string) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  };
  return { root, write, options: ['--folder', root] };
}

async function bucket(): Promise<Watched> {
  const { name, environment: env } = await sharedBucket();
  const client = new S3Client({
    region: 'us-east-1',
    forcePathStyle: true,
    endpoint: env.AWS_ENDPOINT_URL_S3 ?? '',
    credentials: { accessKeyId: env.AWS_ACCESS_KEY_ID ?? '', secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '' },
  });
  onTestFinished(() => client.destroy());
  return {
    env,
    options: ['--s3', `s3://${name}/in`],
    async write(path, content) {
      await client.send(new PutObjectCommand({ Bucket: name, Key: `in/${path}`, Body: Buffer.from(content) }));
    },
  };
}

const environment = ({ env }: Watched) => ({
  ...env,
  TIDEGATE_GATEWAY_URL: site.gateway.url,
  TIDEGATE_HOME: site.home,
});
const lineOf = ({ options }: Watched, ...more: string[]) => [
  ...['watch', pipeline, '--source', 'orders', '--time', 'at', '--state', state, ...options, ...more],
];
const Looked = z.object({
  announced: z.array(z.looseObject({ path: z.string(), id: z.string(), rows: z.number() })),
  refused: z.array(z.object({ path: z.string(), problem: z.looseObject({ code: z.string() }) })),
  waiting: z.array(z.string()),
});
async function once(watched: Watched, ...more: string[]) {
  const said = await tidegate(lineOf(watched, '--once', '--json', ...more), environment(watched));
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
});

describe('a folder under watch', () => {
  test('half a file is named and not announced; the others go on', async () => {
    const watched = await folder();
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
    const watched = await folder();
    const paths = Array.from({ length: 6 }, (_each, i) => `hour-${String(i).padStart(2, '0')}.csv`);
    const begun = site.log.length;
    const asked = (method: string) => site.log.slice(begun).filter((line) => line.method === method).length;
    // A file is stored, announced and remembered; the last may be amid any of it when the gateway has answered the one or the other.
    const killed = ['PUT', 'POST', 'PUT'];
    const writing: Promise<void>[] = [];
    for (const [round, method] of killed.entries()) {
      writing.push(
        (async () => {
          for (const path of paths.slice(round * 2, round * 2 + 2)) {
            await watched.write(path, day(`2026-03-02T${path.slice(5, 7)}:00:00Z`));
            await watched.write(`${path}.done`, '');
          }
        })(),
      );
      const before = asked(method);
      const child = start(watched);
      const closed = ended(child);
      await vi.waitFor(() => expect(asked(method)).toBeGreaterThan(before), {
        timeout: 200_000,
        interval: 1,
      });
      child.kill('SIGKILL');
      await closed;
    }
    await Promise.all(writing);
    await once(watched, '--marker', '.done');
    const all = await arrivals();
    expect(new Set(all.map(({ id }) => id.split('@')[0]))).toEqual(new Set(paths));
    expect(new Set(all.map((arrival) => JSON.stringify(arrival))).size).toBe(paths.length);
    expect(await once(watched, '--marker', '.done')).toMatchObject({ announced: [], waiting: [] });
  });

  const start = (watched: Watched) =>
    spawn(process.execPath, [programs.tidegate, ...lineOf(watched, '--marker', '.done', '--every', '100ms')], {
      env: { ...process.env, ...environment(watched) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  const ended = (child: ReturnType<typeof start>) => new Promise<number | null>((done) => child.once('close', done));

  test('Ctrl-C ends it with what it has in hand, and a second watcher is refused meanwhile', async () => {
    const watched = await folder();
    await watched.write('one.csv', day('2026-03-02T08:00:00Z'));
    await watched.write('one.csv.done', '');
    const child = start(watched);
    onTestFinished(() => void child.kill('SIGKILL'));
    const exit = ended(child);
    let said = '';
    child.stdout.on('data', (text) => {
      said += text;
    });
    await eventually(() => expect(said).toContain('Announced one.csv@'));
    const second = await tidegate(lineOf(watched, '--marker', '.done', '--once'), environment(watched));
    expect(second).toMatchObject({ exit: 2, err: expect.stringContaining('another watcher') });
    child.kill('SIGINT');
    expect(await exit).toBe(0);
    expect(said).toContain('Stopped: 1 announced.');
  });
});

test('a file that grows waits until it has been still for long enough', async () => {
  const { root, write } = await folder();
  const stableFor = 30;
  const memory = await openMemory(state);
  onTestFinished(() => memory.close());
  const watching = watcher({
    ...{ pipeline, source: 'orders', time: 'at', place: folderPlace(root), pattern: globOf('**/*.csv') },
    ...{ rule: { stableFor }, memory, gateway: gatewayClient({ url: site.gateway.url }), environment: process.env },
  });
  const events: WatchEvent[] = [];
  const look = () => watching.look((event) => events.push(event), new AbortController().signal);
  await write('one.csv', day('2026-03-02T08:00:00Z'));
  for (let i = 0; i < 3; i += 1) {
    expect(await look()).toEqual({ waiting: ['one.csv'] });
    await sleep(stableFor);
    await appendFile(join(root, 'one.csv'), '9,2026-03-02T08:30:00Z\n');
  }
  expect(await look()).toEqual({ waiting: ['one.csv'] });
  await sleep(stableFor + 1);
  expect(await look()).toEqual({ waiting: [] });
  expect(events).toMatchObject([{ announced: { path: 'one.csv', rows: 4 } }]);
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
