import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openBucket, type StoredObject } from '#stores/artifacts/s3/bucket.ts';
import { s3Location } from '#stores/artifacts/s3/location.ts';
import { byPath, type Place, type Seen } from './place.ts';

/** A place that is a prefix of a bucket, `s3://bucket/prefix`. */
export function bucketPlace(url: string): Place {
  const { bucket: name, prefix } = s3Location(url, '--s3');
  const bucket = openBucket(name);
  const seenOf = ({ key, etag, bytes, modifiedAt }: StoredObject): Seen => ({
    path: key.slice(prefix.length),
    mark: `${etag}:${bytes}`,
    modifiedAt,
  });
  return {
    name: `s3://${name}/${prefix}`,

    async list() {
      const seen: Seen[] = [];
      for await (const object of bucket.list(prefix)) if (!object.key.endsWith('/')) seen.push(seenOf(object));
      return seen.sort(byPath);
    },

    async copy(seen, to) {
      const key = prefix + seen.path;
      const content = await bucket.read(key);
      if (content === undefined) return false;
      await pipeline(Readable.from(content), createWriteStream(to));
      const after = await bucket.head(key);
      return after !== undefined && seenOf(after).mark === seen.mark;
    },
  };
}
