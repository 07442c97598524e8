import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { digestOf, sha256 } from '#domain/digest.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';

export interface OpenedStore {
  readonly store: ArtifactStore;
  close(): Promise<void>;
}

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

async function* cutOff(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
  throw new Error('the sender went away');
}

/** What every driver of the artifact store does. */
export function artifactStoreSuite(driver: string, open: () => Promise<OpenedStore>): void {
  describe(`the artifact store: ${driver}`, () => {
    let opened: OpenedStore;
    let store: ArtifactStore;
    let scratch: string;

    beforeEach(async () => {
      opened = await open();
      store = opened.store;
      scratch = await mkdtemp(join(tmpdir(), 'tidegate-scratch-'));
    });
    afterEach(async () => {
      await opened.close();
      await rm(scratch, { recursive: true, force: true });
    });

    it('names bytes by their SHA-256 and gives them back', async () => {
      const stored = await store.put(Buffer.from('tide'));
      expect(stored).toEqual({ digest: sha256('tide'), bytes: 4 });
      expect((await store.get(stored.digest)).toString()).toBe('tide');
    });

    it('stores a stream as its whole', async () => {
      const stored = await store.put(chunks('ti', '', 'de'));
      expect(stored).toEqual({ digest: sha256('tide'), bytes: 4 });
      expect((await store.get(stored.digest)).toString()).toBe('tide');
    });

    it('stores nothing at all as well', async () => {
      const stored = await store.put(chunks());
      expect(stored).toEqual({ digest: sha256(''), bytes: 0 });
      expect(await store.get(stored.digest)).toHaveLength(0);
    });

    it('lets the error of a broken stream through and keeps nothing of it', async () => {
      await expect(store.put(cutOff('half'))).rejects.toThrow('the sender went away');
      expect(await store.has(sha256('half'))).toBe(false);
    });

    it('takes the same content again without effect', async () => {
      const first = await store.put(Buffer.from('tide'));
      expect(await store.put(Buffer.from('tide'))).toEqual(first);
      expect(await store.put(chunks('tide'))).toEqual(first);
    });

    it('takes the same content from many writers at once', async () => {
      const text = 'x'.repeat(100_000);
      const writers = Array.from({ length: 20 }, (_, i) => store.put(i % 2 ? Buffer.from(text) : chunks(text)));
      const digests = new Set((await Promise.all(writers)).map((stored) => stored.digest));
      expect([...digests]).toEqual([sha256(text)]);
      expect((await store.get(sha256(text))).toString()).toBe(text);
    });

    it('copies a file in and leaves it there', async () => {
      const file = join(scratch, 'batch.csv');
      await writeFile(file, 'a,b\n');
      expect(await store.putFile(file)).toEqual({
        digest: sha256('a,b\n'),
        bytes: 4,
      });
      await expect(access(file)).resolves.toBeUndefined();
    });

    it('moves a file in, also one that it has already', async () => {
      for (let round = 0; round < 2; round++) {
        const file = join(scratch, 'batch.csv');
        await writeFile(file, 'a,b\n');
        expect(await store.putFile(file, { move: true })).toEqual({
          digest: sha256('a,b\n'),
          bytes: 4,
        });
        await expect(access(file)).rejects.toThrow('ENOENT');
      }
      expect((await store.get(sha256('a,b\n'))).toString()).toBe('a,b\n');
    });

    it('says that a file to be stored is missing', async () => {
      const file = join(scratch, 'nowhere');
      for (const move of [true, false]) {
        await expect(store.putFile(file, { move })).rejects.toMatchObject({
          problem: { code: 'ARTIFACT_MISSING' },
        });
      }
    });

    it('stores a value under the digest of its canonical JSON', async () => {
      const value = { b: [1, 2], a: 'ö' };
      const { digest } = await store.putJson(value);
      expect(digest).toBe(digestOf(value));
      expect(await store.getJson(digest, z.object({ a: z.string(), b: z.array(z.number()) }))).toEqual(value);
    });

    it('refuses a value of another shape, and bytes that are not JSON', async () => {
      const { digest } = await store.putJson({ a: 1 });
      const wrong = store.getJson(digest, z.object({ a: z.string() }));
      await expect(wrong).rejects.toMatchObject({
        problem: { code: 'ARTIFACT_UNREADABLE' },
      });
      const { digest: text } = await store.put(Buffer.from('{'));
      await expect(store.getJson(text, z.unknown())).rejects.toMatchObject({
        problem: { code: 'ARTIFACT_UNREADABLE' },
      });
    });

    it('gives a local path to the content', async () => {
      const { digest } = await store.put(Buffer.from('tide'));
      expect(await readFile(await store.path(digest), 'utf8')).toBe('tide');
      expect(await store.path(digest)).toBe(await store.path(digest));
    });

    it('says what is missing', async () => {
      const digest = sha256('never stored');
      expect(await store.has(digest)).toBe(false);
      expect(await store.stat(digest)).toBeUndefined();
      await expect(store.get(digest)).rejects.toMatchObject({
        problem: { code: 'ARTIFACT_MISSING', expected: digest },
      });
      await expect(store.path(digest)).rejects.toMatchObject({
        problem: { code: 'ARTIFACT_MISSING' },
      });
      await expect(store.getJson(digest, z.unknown())).rejects.toMatchObject({
        problem: { code: 'ARTIFACT_MISSING' },
      });
    });

    it('tells the size of what is there', async () => {
      const stored = await store.put(Buffer.from('tide'));
      expect(await store.has(stored.digest)).toBe(true);
      expect(await store.stat(stored.digest)).toEqual(stored);
    });

    it('lets nothing but a digest name content', async () => {
      await expect(store.get('sha256:../../etc/passwd')).rejects.toThrow('expected sha256:');
    });

    it('refers to a digest by name, and to another one later', async () => {
      expect(await store.getRef('specs/flight-delay')).toBeUndefined();
      expect(await store.setRef('specs/flight-delay', sha256('1'))).toBe(sha256('1'));
      expect(await store.setRef('specs/flight-delay', sha256('2'))).toBe(sha256('2'));
      expect(await store.getRef('specs/flight-delay')).toBe(sha256('2'));
    });

    it('gives a name once where it must not be given again', async () => {
      const claims = Array.from({ length: 10 }, (_, i) =>
        store.setRef('genesis/a', sha256(`${i}`), { ifAbsent: true }),
      );
      const answers = new Set(await Promise.all(claims));
      expect(answers.size).toBe(1);
      expect(await store.getRef('genesis/a')).toBe([...answers][0]);
    });

    it('lists names by prefix, in order', async () => {
      const names = [
        'runs/window/p/all/-5~7/0/run',
        'runs/stream/p/all',
        'runs/stream/p/all/b',
        'bundles/x.y',
        'runs/..',
      ];
      for (const name of names) await store.setRef(name, sha256(name));
      const listed = async (prefix: string) => (await store.listRefs(prefix)).map((ref) => ref.name);
      expect(await listed('runs/stream/p/')).toEqual(['runs/stream/p/all', 'runs/stream/p/all/b']);
      expect(await listed('runs/stream/p/all')).toEqual(['runs/stream/p/all', 'runs/stream/p/all/b']);
      expect(await listed('')).toEqual([...names].sort());
      expect(await listed('none/')).toEqual([]);
      expect((await store.listRefs('bundles/'))[0]).toEqual({
        name: 'bundles/x.y',
        digest: sha256('bundles/x.y'),
      });
    });

    it('refuses what is not a name', async () => {
      for (const name of ['', '/a', 'a//b', 'a/'])
        await expect(store.setRef(name, sha256('x'))).rejects.toThrow(RangeError);
    });
  });
}
