import type { Digest } from '#contracts/digest.ts';
import { TidegateError } from '#contracts/problem.ts';
import { contentOfReference, digestOfReference, encodePart, nameOfPlace, placeOfName } from '../layout.ts';
import { digestOfBytes } from '../soundness.ts';
import type { NamedReference } from '../store.ts';
import type { Bucket } from './bucket.ts';
import { bytesOf } from './bytes.ts';

/** How many references are read at the same time when they are listed. */
const atOnce = 32;

/** References in a bucket: a small object each, replaced as a whole. */
export function bucketReferences(bucket: Bucket, root: string) {
  let conditional: Promise<void> | undefined;
  const keyOf = (name: string): string => root + placeOfName(name);

  async function read(key: string): Promise<Digest | undefined> {
    const content = await bytesOf(await bucket.read(key));
    return content && digestOfReference(content.toString('utf8'), key);
  }

  async function claim(key: string, digest: Digest): Promise<Digest> {
    conditional ??= requireConditionalWrites(bucket, `${root}.conditional-writes`);
    await conditional.catch((error: unknown) => {
      conditional = undefined;
      throw error;
    });
    const fresh = await bucket.writeOnce(key, contentOfReference(digest));
    return fresh ? digest : ((await read(key)) ?? digest);
  }

  return {
    async set(name: string, digest: Digest, ifAbsent: boolean): Promise<Digest> {
      const key = keyOf(name);
      if (ifAbsent) return claim(key, digest);
      const body = contentOfReference(digest);
      await bucket.write(key, { body, bytes: body.byteLength, digest: digestOfBytes(body) });
      return digest;
    },

    get: async (name: string): Promise<Digest | undefined> => read(keyOf(name)),

    async list(prefix: string): Promise<NamedReference[]> {
      const above = prefix
        .split('/')
        .slice(0, -1)
        .map((part) => `${encodePart(part)}/`);
      const keys: string[] = [];
      for await (const { key } of bucket.list(root + above.join(''))) {
        if (key.endsWith('.ref') && nameOfPlace(key.slice(root.length)).startsWith(prefix)) keys.push(key);
      }
      const found: NamedReference[] = [];
      for (let from = 0; from < keys.length; from += atOnce) {
        const some = keys.slice(from, from + atOnce);
        const digests = await Promise.all(some.map(read));
        for (const [index, key] of some.entries()) {
          const digest = digests[index];
          if (digest !== undefined) found.push({ name: nameOfPlace(key.slice(root.length)), digest });
        }
      }
      return found.sort((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}

/** A store that does not know `If-None-Match` ignores it: two could then begin what must begin once. */
async function requireConditionalWrites(bucket: Bucket, key: string): Promise<void> {
  const content = Buffer.from('written once\n');
  if (!(await bucket.writeOnce(key, content)) || !(await bucket.writeOnce(key, content))) return;
  throw new TidegateError({
    code: 'USAGE',
    message: `the store of the bucket ${bucket.name} has no conditional writes`,
    path: 'TIDEGATE_ARTIFACTS',
    expected: 'an S3 store that knows If-None-Match',
    remedy: 'Use a store that has conditional writes, or a newer version of it.',
  });
}
