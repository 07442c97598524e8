import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type _Object,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { Digest } from '#contracts/digest.ts';
import { isAbsent, isContended, isTaken, reaching, reachingEach } from './failures.ts';

/** What a bucket knows of an object. */
export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
  /** Changes with the content. */
  readonly etag: string;
  /** Epoch milliseconds. */
  readonly modifiedAt: number;
}

/** Content whose digest is known: bytes, or a local file that nobody writes to. */
export interface Content {
  readonly body: Uint8Array | { readonly path: string };
  readonly bytes: number;
  readonly digest: Digest;
}

/** Objects by key. What the store or the network refuses is `STORE_UNAVAILABLE`, with its cause. */
export interface Bucket {
  readonly name: string;
  /** Rejects if the bucket does not exist or may not be accessed. */
  enter(): Promise<void>;
  head(key: string): Promise<StoredObject | undefined>;
  read(key: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** The object becomes visible only once it is complete. */
  write(key: string, content: Content): Promise<void>;
  /** Writes if there is no object of this key, and says whether it did. */
  writeOnce(key: string, content: Uint8Array): Promise<boolean>;
  /** In order of key. */
  list(prefix: string): AsyncIterable<StoredObject>;
}

/** Above this, content goes in parts of this size, several at once. */
const partBytes = 16 * 1024 ** 2;
const mostParts = 10_000;

/**
 * A bucket by the environment that all of AWS's tools read: credentials, `AWS_REGION`, `AWS_ENDPOINT_URL_S3`. A store
 * other than AWS needs no region, and is addressed in path style.
 */
export function openBucket(name: string): Bucket {
  const client = connect();
  const at = (key: string) => ({ Bucket: name, Key: key });
  const put = (key: string, body: Uint8Array, more: object = {}) =>
    client.send(new PutObjectCommand({ ...at(key), Body: body, ...more }));
  const reach = <T>(operation: () => Promise<T>): Promise<T> => reaching(name, operation);

  return {
    name,
    enter: () => reach(async () => void (await client.send(new HeadBucketCommand({ Bucket: name })))),

    head: (key) =>
      reach(async () => {
        const found = await client.send(new HeadObjectCommand(at(key))).catch(absent);
        return (
          found &&
          described({ Key: key, Size: found.ContentLength, ETag: found.ETag, LastModified: found.LastModified })
        );
      }),

    read: (key) =>
      reach(async () => {
        const found = await client.send(new GetObjectCommand(at(key))).catch(absent);
        if (found === undefined) return undefined;
        if (!(found.Body instanceof Readable)) throw new Error('the store answered without a body');
        return reachingEach<Uint8Array>(name, found.Body);
      }),

    write: (key, { body, bytes, digest }) =>
      reach(async () => {
        const inMemory = body instanceof Uint8Array;
        if (bytes <= partBytes) {
          // The store verifies this checksum too.
          const ChecksumSHA256 = Buffer.from(digest.slice('sha256:'.length), 'hex').toString('base64');
          await put(key, inMemory ? body : await readFile(body.path), { ChecksumSHA256 });
          return;
        }
        const Body = inMemory
          ? Buffer.from(body.buffer, body.byteOffset, body.byteLength)
          : createReadStream(body.path);
        const params = { ...at(key), Body, ChecksumAlgorithm: 'SHA256' as const };
        const partSize = Math.max(partBytes, Math.ceil(bytes / mostParts));
        await new Upload({ client, params, partSize, queueSize: 4 }).done();
      }),

    writeOnce: (key, content) =>
      reach(async () => {
        for (let attempt = 1; ; attempt += 1) {
          try {
            await put(key, content, { IfNoneMatch: '*' });
            return true;
          } catch (error) {
            if (isTaken(error)) return false;
            if (!isContended(error) || attempt === 10) throw error;
            await sleep(20 * attempt);
          }
        }
      }),

    async *list(prefix) {
      const pages = paginateListObjectsV2({ client }, { Bucket: name, Prefix: prefix });
      for await (const { Contents = [] } of reachingEach(name, pages)) yield* Contents.map(described);
    },
  };
}

function connect(): S3Client {
  const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, AWS_REGION, AWS_DEFAULT_REGION, AWS_PROFILE } = process.env;
  const ownStore = Boolean(AWS_ENDPOINT_URL_S3 || AWS_ENDPOINT_URL);
  const regionless = ownStore && !(AWS_REGION || AWS_DEFAULT_REGION || AWS_PROFILE);
  return new S3Client({
    ...(regionless ? { region: 'us-east-1' } : AWS_DEFAULT_REGION && !AWS_REGION && { region: AWS_DEFAULT_REGION }),
    forcePathStyle: ownStore,
    // Contents are compared with their digests; and not every store knows the newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: 5_000, socketTimeout: 60_000 },
  });
}

function absent(error: unknown): undefined {
  if (!isAbsent(error)) throw error;
}

const described = (found: _Object): StoredObject => ({
  key: found.Key ?? '',
  bytes: found.Size ?? 0,
  etag: found.ETag ?? '',
  modifiedAt: found.LastModified?.getTime() ?? 0,
});
