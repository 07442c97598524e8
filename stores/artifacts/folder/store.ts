import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, link, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Digest } from '#contracts/digest.ts';
import { TidegateError } from '#contracts/problem.ts';
import { canonicalJson } from '#domain/digest.ts';
import { isMissing, storing } from '../failures.ts';
import { parseJson } from '../json.ts';
import { placeOf } from '../layout.ts';
import { digestOfBytes, digestOfFile, readSound, sizeOf, soundnessCheck } from '../soundness.ts';
import type { ArtifactStore, Stored } from '../store.ts';
import { type Draft, makeFolder, publish, sweepDrafts, sync, writeDraft } from './durable.ts';
import { folderReferences } from './references.ts';

export interface FolderOptions {
  /** Created where it is missing. All that is in it must lie on one file system. */
  readonly root: string;
  /** Milliseconds without a write after which a temporary file is taken for abandoned. Default: one hour. */
  readonly staleAfter?: number;
}

/**
 * Artifacts in a folder: `sha256/ab/cd/…`, read-only files written under a temporary name, fsynced and renamed.
 *
 * Several processes may share it. `get` compares the bytes with their digest each time; `path` does once for each
 * process, and again when the file's inode, size or change time differ.
 */
export async function openFolderStore({ root, staleAfter = 3_600_000 }: FolderOptions): Promise<ArtifactStore> {
  const drafts = join(root, 'tmp');
  await storing(async () => {
    await makeFolder(drafts);
    await sweepDrafts(drafts, staleAfter);
  });
  const references = folderReferences(join(root, 'refs'), drafts);
  const fileOf: Locate = (digest) => join(root, placeOf(digest));
  const checkSound = soundnessCheck();
  const { putBytes, putStream, putFile } = writing(drafts, fileOf, checkSound);
  const get = (digest: Digest): Promise<Buffer> => storing(() => readSound(fileOf(digest), digest));

  return {
    files: root,
    put: (content) => (content instanceof Uint8Array ? putBytes(content) : putStream(content)),
    putFile: (path, options) => putFile(path, options?.move === true),
    putJson: async (value) => putBytes(Buffer.from(canonicalJson(value))),
    get,
    getJson: async (digest, schema) => parseJson(await get(digest), digest, schema),
    path: async (digest) => {
      const file = fileOf(digest);
      await storing(() => checkSound(file, digest));
      return file;
    },
    has: async (digest) => (await storing(() => sizeOf(fileOf(digest)))) !== undefined,
    stat: async (digest) => {
      const bytes = await storing(() => sizeOf(fileOf(digest)));
      return bytes === undefined ? undefined : { digest, bytes };
    },
    setRef: (name, digest, options) => storing(() => references.set(name, digest, options?.ifAbsent === true)),
    getRef: (name) => storing(() => references.get(name)),
    listRefs: (prefix) => storing(() => references.list(prefix)),
  };
}

type Locate = (digest: Digest) => string;

function writing(drafts: string, fileOf: Locate, checkSound: ReturnType<typeof soundnessCheck>) {
  const keep = (draft: Draft): Promise<Stored> =>
    storing(async () => {
      await publish(draft.path, fileOf(draft.digest));
      return { digest: draft.digest, bytes: draft.bytes };
    });

  return {
    /** Every step may be retried, so the same content is often stored again: this costs a look and no write. */
    async putBytes(content: Uint8Array): Promise<Stored> {
      const digest = digestOfBytes(content);
      const file = fileOf(digest);
      const present = await checkSound(file, digest).then(
        () => true,
        () => false,
      );
      if (!present) {
        // Both wait for the disk; at the same time they wait only once.
        const [draft] = await Promise.all([writeDraft(drafts, [content]), storing(() => makeFolder(dirname(file)))]);
        return keep(draft);
      }
      await storing(() => sync(dirname(file)));
      return { digest, bytes: content.byteLength };
    },

    async putStream(content: AsyncIterable<Uint8Array>): Promise<Stored> {
      return keep(await writeDraft(drafts, content));
    },

    async putFile(path: string, move: boolean): Promise<Stored> {
      try {
        const linked = move ? await linkDraft(path, drafts) : undefined;
        const stored = await keep(linked ?? (await storing(() => writeDraft(drafts, chunksOf(path)))));
        if (move) await rm(path);
        return stored;
      } catch (error) {
        const cause = error instanceof TidegateError ? error.cause : error;
        if (!isMissing(cause)) throw error;
        throw new TidegateError({ code: 'ARTIFACT_MISSING', message: `there is no file ${path}` }, { cause });
      }
    },
  };
}

/** A file's bytes. The file is opened when reading begins, because a stream that fails before anybody listens would end the process. */
async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  yield* createReadStream(path);
}

/** A file as a draft without copying it; undefined where the file systems do not allow that. */
async function linkDraft(path: string, drafts: string): Promise<Draft | undefined> {
  const draft = join(drafts, randomUUID());
  try {
    await link(path, draft);
  } catch (error) {
    if (isMissing(error)) throw error;
    return undefined;
  }
  return storing(async () => {
    await chmod(draft, 0o444);
    await sync(draft);
    return {
      path: draft,
      bytes: (await sizeOf(draft)) ?? 0,
      digest: await digestOfFile(draft),
    };
  });
}
