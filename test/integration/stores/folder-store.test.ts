import { chmod, open, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sha256 } from '#domain/digest.ts';
import { openFolderStore } from '#stores/artifacts/folder/store.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import { discard, temporaryFolder } from '#test/support/temporary-folder.ts';
import { artifactStoreSuite } from './artifact-store-suite.ts';

const temporaryRoot = () => temporaryFolder('artifacts');

artifactStoreSuite('a folder', async () => {
  const root = await temporaryRoot();
  return {
    store: await openArtifactStore(join(root, 'deep', 'down')),
    close: () => discard(root),
  };
});

describe('artifacts in a folder', () => {
  let root: string;
  beforeEach(async () => {
    root = await temporaryRoot();
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await discard(root);
  });

  const damage = async (file: string, content: string) => {
    await chmod(file, 0o644);
    await writeFile(file, content);
  };

  const fullDisk = async (method: 'writeFile' | 'sync') => {
    const handle = await open(root, 'r');
    const error = Object.assign(new Error('ENOSPC: no space left on device'), {
      code: 'ENOSPC',
      syscall: 'write',
    });
    vi.spyOn(Object.getPrototypeOf(handle), method).mockRejectedValue(error);
    await handle.close();
  };

  it('notices bytes that have changed, and mends them when they are stored again', async () => {
    const store = await openFolderStore({ root });
    const { digest } = await store.put(Buffer.from('tide'));
    await damage(await store.path(digest), 'tid3');
    const changed = {
      problem: {
        code: 'ARTIFACT_DIGEST_MISMATCH',
        expected: digest,
        observed: sha256('tid3'),
      },
    };
    await expect(store.get(digest)).rejects.toMatchObject(changed);
    await expect(store.path(digest)).rejects.toMatchObject(changed);
    await store.put(Buffer.from('tide'));
    expect((await store.get(digest)).toString()).toBe('tide');
  });

  it('keeps files read-only, two folders deep', async () => {
    const store = await openFolderStore({ root });
    const { digest } = await store.put(Buffer.from('tide'));
    const hex = digest.slice('sha256:'.length);
    const file = await store.path(digest);
    expect(file).toBe(join(root, 'sha256', hex.slice(0, 2), hex.slice(2, 4), hex));
    expect((await stat(file)).mode & 0o222).toBe(0);
  });

  it.each(['writeFile', 'sync'] as const)('leaves nothing behind when the disk is full at %s', async (method) => {
    const store = await openFolderStore({ root });
    await fullDisk(method);
    const refused = {
      problem: { code: 'STORE_UNAVAILABLE', observed: 'ENOSPC' },
      cause: { code: 'ENOSPC' },
    };
    await expect(store.put(Buffer.from('tide'))).rejects.toMatchObject(refused);
    await expect(store.setRef('a', sha256('tide'))).rejects.toMatchObject(refused);
    vi.restoreAllMocks();
    expect(await readdir(join(root, 'tmp'))).toEqual([]);
    expect(await store.has(sha256('tide'))).toBe(false);
    expect(await store.getRef('a')).toBeUndefined();
  });

  it('cannot be opened where no folder can be', async () => {
    await writeFile(join(root, 'file'), '');
    const opening = openFolderStore({ root: join(root, 'file') });
    await expect(opening).rejects.toMatchObject({
      problem: { code: 'STORE_UNAVAILABLE', observed: 'ENOTDIR' },
    });
  });

  it('removes at opening what a killed process left, and nothing that is still written', async () => {
    await openFolderStore({ root });
    await writeFile(join(root, 'tmp', 'abandoned'), 'half');
    await utimes(join(root, 'tmp', 'abandoned'), 0, 0);
    await writeFile(join(root, 'tmp', 'at-work'), 'half');
    await openFolderStore({ root });
    expect(await readdir(join(root, 'tmp'))).toEqual(['at-work']);
  });

  it('is shared by several openers', async () => {
    const [one, other] = [await openFolderStore({ root }), await openFolderStore({ root })];
    const { digest } = await one.put(Buffer.from('tide'));
    await one.setRef('a', digest);
    expect(await readFile(await other.path(digest), 'utf8')).toBe('tide');
    expect(await other.getRef('a')).toBe(digest);
  });

  it('is opened by a file URL; other schemes are refused by name', async () => {
    await openArtifactStore(new URL(`file://${root}/by-url`).href);
    expect(await readdir(root)).toEqual(['by-url']);
    const refused = { problem: { code: 'USAGE', path: 'TIDEGATE_ARTIFACTS' } };
    await expect(openArtifactStore('gs://bucket')).rejects.toMatchObject(refused);
  });
});
