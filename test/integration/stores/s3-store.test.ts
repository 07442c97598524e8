import { once } from 'node:events';
import { readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { sha256 } from '#domain/digest.ts';
import { openFolderStore } from '#stores/artifacts/folder/store.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import { openS3Store } from '#stores/artifacts/s3/store.ts';
import { startTestS3, type TestS3 } from '#test/support/s3/server.ts';
import { discard, temporaryFolder } from '#test/support/temporary-folder.ts';
import { artifactStoreSuite } from './artifact-store-suite.ts';

let s3: TestS3;
beforeAll(async () => {
  s3 = await startTestS3();
});
beforeEach(() => {
  for (const [name, value] of Object.entries(s3.environment)) vi.stubEnv(name, value);
});
afterEach(() => void vi.unstubAllEnvs());
afterAll(() => s3?.stop());

const temporaryCache = () => temporaryFolder('copies');

artifactStoreSuite('an S3 bucket', async () => {
  const [bucket, cache] = await Promise.all([s3.emptyBucket(), temporaryCache()]);
  return {
    store: await openArtifactStore(`s3://${bucket.name}/deep/down`, { cache }),
    close: () => discard(cache),
  };
});

describe('artifacts in a bucket', () => {
  let bucket: { readonly name: string; readonly folder: string };
  let cache: string;
  beforeEach(async () => {
    [bucket, cache] = await Promise.all([s3.emptyBucket(), temporaryCache()]);
  });
  afterEach(() => discard(cache));

  const openStore = (more: object = {}) => openS3Store({ bucket: bucket.name, prefix: '', cache, ...more });
  const objects = async () =>
    (await readdir(bucket.folder, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  const large = (mebibytes: number) => Buffer.alloc(mebibytes * 1024 ** 2, 'tide ');
  async function* inChunks(content: Buffer): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < content.length; at += 1 << 20) yield content.subarray(at, at + (1 << 20));
  }

  it('lie as they do in a folder, so that one can be copied into the other', async () => {
    const store = await openStore();
    const { digest } = await store.put(Buffer.from('tide'));
    await store.setRef('runs/a.b/c', digest);
    const copy = await openFolderStore({ root: bucket.folder });
    expect((await copy.get(digest)).toString()).toBe('tide');
    expect(await copy.listRefs('runs/')).toEqual([{ name: 'runs/a.b/c', digest }]);
  });

  it('are noticed when their bytes have changed, and mended when they are stored again', async () => {
    const store = await openStore();
    for (const content of [Buffer.from('tide'), large(1)]) {
      const { digest } = await store.put(content);
      const [file = ''] = (await objects()).filter((path) => path.endsWith(digest.slice('sha256:'.length)));
      const changed = Buffer.alloc(content.length, 'x');
      await writeFile(file, changed);
      const refused = { problem: { code: 'ARTIFACT_DIGEST_MISMATCH', expected: digest, observed: sha256(changed) } };
      await expect(store.get(digest)).rejects.toMatchObject(refused);
      await expect(store.path(digest)).rejects.toMatchObject(refused);
      await store.put(content);
      expect((await store.get(digest)).equals(content)).toBe(true);
      expect((await readFile(await store.path(digest))).equals(content)).toBe(true);
    }
  });

  it.each([
    ['bytes', (content: Buffer) => content],
    ['a stream', inChunks],
  ])('go in parts where they are large: %s', async (_, form) => {
    const store = await openStore();
    const content = large(20);
    const stored = await store.put(form(content));
    expect(stored).toEqual({ digest: sha256(content), bytes: content.length });
    expect(await store.stat(stored.digest)).toEqual(stored);
    expect(sha256(await store.get(stored.digest))).toBe(stored.digest);
  });

  it('are never seen by half: a server that is killed in the midst leaves nothing, and takes them again', async () => {
    const store = await openStore();
    const content = large(100);
    const storing = store.put(content).then(
      () => 'stored',
      (error: unknown) => error,
    );
    // The bucket is not empty any more: parts have come in.
    const some = async () => expect(await objects()).not.toEqual([]);
    await vi.waitFor(some, { interval: 5, timeout: 200_000 });
    await s3.kill();
    const outcome = await storing;
    await s3.restart();
    expect(outcome).toMatchObject({ problem: { code: 'STORE_UNAVAILABLE' }, cause: expect.anything() });
    expect(await store.has(sha256(content))).toBe(false);
    expect((await store.put(content)).digest).toBe(sha256(content));
    expect(sha256(await store.get(sha256(content)))).toBe(sha256(content));
  });

  it('are gone with nothing but a code when the server is', async () => {
    const store = await openStore();
    const { digest } = await store.put(Buffer.from('tide'));
    await s3.kill();
    const gone = { problem: { code: 'STORE_UNAVAILABLE', observed: 'ECONNREFUSED' }, cause: { code: 'ECONNREFUSED' } };
    try {
      await expect(store.put(Buffer.from('ebb'))).rejects.toMatchObject(gone);
      await expect(store.get(digest)).rejects.toMatchObject(gone);
      await expect(store.has(digest)).rejects.toMatchObject(gone);
      await expect(store.setRef('a', digest)).rejects.toMatchObject(gone);
      await expect(store.listRefs('')).rejects.toMatchObject(gone);
      await expect(openStore()).rejects.toMatchObject(gone);
    } finally {
      await s3.restart();
    }
    expect((await store.get(digest)).toString()).toBe('tide');
  });

  it('need a bucket, and a key to it', async () => {
    const opening = openStore({ bucket: 'no-such-bucket' });
    await expect(opening).rejects.toMatchObject({ problem: { code: 'STORE_UNAVAILABLE', observed: 'HTTP 404' } });
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'guessed');
    await expect(openStore()).rejects.toMatchObject({ problem: { code: 'STORE_UNAVAILABLE', observed: 'HTTP 403' } });
  });

  it('are copied once, whoever asks, and again when the copy has changed', async () => {
    const store = await openStore();
    const { digest } = await store.put(Buffer.from('tide'));
    const paths = await Promise.all(Array.from({ length: 10 }, () => store.path(digest)));
    expect(new Set(paths).size).toBe(1);
    const [path = ''] = paths;
    expect(path.startsWith(store.files)).toBe(true);
    await rm(path);
    await writeFile(path, 'tid3');
    expect(await readFile(await store.path(digest), 'utf8')).toBe('tide');
    // The copy serves where the server does not.
    await s3.kill();
    try {
      expect(await store.path(digest)).toBe(path);
    } finally {
      await s3.restart();
    }
  });

  it('have copies up to a bound, and keep those that somebody may be reading', async () => {
    const store = await openStore({ cacheBytes: 3 * 1024 ** 2, keepFor: 60_000 });
    const digests = [];
    for (let i = 0; i < 6; i++) digests.push((await store.put(inChunks(Buffer.alloc(1024 ** 2, i)))).digest);
    const paths = await Promise.all(digests.map((digest) => store.path(digest)));
    expect(await Promise.all(paths.map(isThere))).toEqual(Array(6).fill(true));
    // All but the last two were used long ago.
    for (const path of paths.slice(0, 4)) await utimes(path, 0, 0);
    await store.put(inChunks(Buffer.alloc(1024 ** 2, 'x')));
    expect(await Promise.all(paths.map(isThere))).toEqual([false, false, false, false, true, true]);
    expect((await store.path(digests[0] ?? '')).endsWith((digests[0] ?? '').slice('sha256:'.length))).toBe(true);
  });

  it('give a name once only in a store that has conditional writes: another is refused', async () => {
    // A store that takes every write, as those did that do not know the header.
    const server = createServer((request, response) => {
      request.resume().on('end', () => response.writeHead(200, { etag: '"x"' }).end());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const address = server.address();
    vi.stubEnv('AWS_ENDPOINT_URL_S3', `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
    const store = await openStore();
    await expect(store.setRef('genesis/a', sha256('1'), { ifAbsent: true })).rejects.toMatchObject({
      problem: { code: 'USAGE', path: 'TIDEGATE_ARTIFACTS' },
    });
  });

  it.each(['s3://', 's3://A', 's3://tides//x', 's3://tides/../x', 's3:tides'])('are not found at %s', async (url) => {
    await expect(openArtifactStore(url, { cache })).rejects.toMatchObject({
      problem: { code: 'USAGE', path: 'TIDEGATE_ARTIFACTS', observed: url },
    });
  });
});

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
