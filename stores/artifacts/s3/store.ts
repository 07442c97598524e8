import { createHash } from 'node:crypto';
import type { Digest } from '#contracts/digest.ts';
import { TidegateError } from '#contracts/problem.ts';
import { canonicalJson } from '#domain/digest.ts';
import { isMissing, mismatch, missing, storing } from '../failures.ts';
import { parseJson } from '../json.ts';
import { placeOf } from '../layout.ts';
import { digestOfBytes, digestOfFile, sizeOf } from '../soundness.ts';
import type { ArtifactStore, Stored } from '../store.ts';
import { type Content, openBucket } from './bucket.ts';
import { bytesOf } from './bytes.ts';
import { openLocalFiles } from './local-files.ts';
import type { S3Location } from './location.ts';
import { bucketReferences } from './references.ts';

export interface S3StoreOptions extends S3Location {
  /** A folder for local copies; several processes may share it, and it may be deleted while none runs. */
  readonly cache: string;
  /** Bytes that the local copies may take, those in use aside. Default: 10 GiB. */
  readonly cacheBytes?: number;
  /** Milliseconds for which a local copy that was asked for is kept in any case. Default: two hours. */
  readonly keepFor?: number;
}

/** Below this many bytes, an artifact is sent without looking whether it is there already. */
const lookAbove = 64 * 1024;

/**
 * Artifacts in an S3 bucket, laid out as in a folder. Content is sent under its digest only once all of it is here, so
 * half an upload is never seen. Needs a store with conditional writes for references that are given once.
 */
export async function openS3Store(options: S3StoreOptions): Promise<ArtifactStore> {
  const { prefix, cache, cacheBytes = 10 * 1024 ** 3, keepFor = 7_200_000 } = options;
  const bucket = openBucket(options.bucket);
  const [files] = await Promise.all([
    openLocalFiles({ folder: folderOf(cache, options), capacity: cacheBytes, keepFor }),
    bucket.enter(),
  ]);
  const references = bucketReferences(bucket, `${prefix}refs/`);
  /** Artifacts that were found damaged: they are sent again when they are stored again. */
  const unsound = new Set<Digest>();
  const keyOf = (digest: Digest): string => prefix + placeOf(digest);
  const notSound = (digest: Digest, observed: Digest): TidegateError => {
    unsound.add(digest);
    return mismatch(digest, observed);
  };

  async function send(content: Content): Promise<Stored> {
    const { digest, bytes } = content;
    const isThere = bytes > lookAbove && !unsound.has(digest) && (await bucket.head(keyOf(digest)))?.bytes === bytes;
    if (!isThere) await bucket.write(keyOf(digest), content);
    unsound.delete(digest);
    return { digest, bytes };
  }

  async function get(digest: Digest): Promise<Buffer> {
    const bytes = await bytesOf(await bucket.read(keyOf(digest)));
    if (bytes === undefined) throw missing(digest);
    const observed = digestOfBytes(bytes);
    if (observed !== digest) throw notSound(digest, observed);
    return bytes;
  }

  async function fetch(digest: Digest): Promise<AsyncIterable<Uint8Array>> {
    const content = await bucket.read(keyOf(digest));
    if (content === undefined) throw missing(digest);
    return content;
  }

  const putBytes = (body: Uint8Array) => send({ body, bytes: body.byteLength, digest: digestOfBytes(body) });
  const sendLocal = ({ path, digest, bytes }: Stored & { readonly path: string }) =>
    send({ body: { path }, bytes, digest });

  return {
    files: folderOf(cache, options),
    put: async (content) => (content instanceof Uint8Array ? putBytes(content) : sendLocal(await files.keep(content))),

    async putFile(path, { move = false } = {}) {
      try {
        if (!move) return await sendLocal(await files.keepFile(path, { move }));
        const bytes = (await storing(() => sizeOf(path))) ?? 0;
        const stored = await sendLocal({ path, bytes, digest: await storing(() => digestOfFile(path)) });
        await files.keepFile(path, { move });
        return stored;
      } catch (error) {
        const cause = error instanceof TidegateError ? error.cause : error;
        if (!isMissing(cause)) throw error;
        throw new TidegateError({ code: 'ARTIFACT_MISSING', message: `there is no file ${path}` }, { cause });
      }
    },

    putJson: async (value) => putBytes(Buffer.from(canonicalJson(value))),
    get,
    getJson: async (digest, schema) => parseJson(await get(digest), digest, schema),
    path: (digest) =>
      files
        .path(digest, () => fetch(digest))
        .catch((error: unknown) => {
          const problem = error instanceof TidegateError ? error.problem : undefined;
          if (problem?.code === 'ARTIFACT_DIGEST_MISMATCH') unsound.add(digest);
          throw error;
        }),
    has: async (digest) => (await bucket.head(keyOf(digest))) !== undefined,
    stat: async (digest) => {
      const found = await bucket.head(keyOf(digest));
      return found && { digest, bytes: found.bytes };
    },
    setRef: (name, digest, { ifAbsent = false } = {}) => references.set(name, digest, ifAbsent),
    getRef: (name) => references.get(name),
    listRefs: (prefix) => references.list(prefix),
  };
}

/** A folder for each bucket and prefix: a local copy from another bucket does not prove that this one has the artifact. */
function folderOf(cache: string, { bucket, prefix }: S3Location): string {
  const endpoint = process.env.AWS_ENDPOINT_URL_S3 || process.env.AWS_ENDPOINT_URL || '';
  const mark = createHash('sha256').update(`${endpoint}\n${bucket}\n${prefix}`).digest('hex').slice(0, 16);
  return `${cache}/${mark}`;
}
