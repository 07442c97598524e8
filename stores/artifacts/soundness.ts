import { createHash } from 'node:crypto';
import { type BigIntStats, createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import type { Digest } from '#contracts/digest.ts';
import { isMissing, mismatch, missing } from './failures.ts';

/** How many verified files are remembered. */
const rememberedFiles = 10_000;

export const digestOfBytes = (bytes: Uint8Array): Digest =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

export async function digestOfFile(file: string): Promise<Digest> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return `sha256:${hash.digest('hex')}`;
}

/** A file's bytes, compared with its digest. */
export async function readSound(file: string, digest: Digest): Promise<Buffer> {
  const bytes = await readFile(file).catch((error) => Promise.reject(isMissing(error) ? missing(digest) : error));
  const observed = digestOfBytes(bytes);
  if (observed !== digest) throw mismatch(digest, observed);
  return bytes;
}

/** A file's size in bytes; undefined where it is not there. */
export async function sizeOf(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/**
 * Compares files with their digests, each once: a file is hashed again only when its inode, size or change time are
 * no longer those with which it was found sound.
 */
export function soundnessCheck(): (file: string, digest: Digest) => Promise<void> {
  const sound = new Map<Digest, string>();
  return async (file, digest) => {
    try {
      const identity = identityOf(await stat(file, { bigint: true }));
      if (sound.get(digest) === identity) return;
      const observed = await digestOfFile(file);
      if (observed !== digest) throw mismatch(digest, observed);
      if (sound.size >= rememberedFiles) sound.clear();
      sound.set(digest, identity);
    } catch (error) {
      throw isMissing(error) ? missing(digest) : error;
    }
  };
}

const identityOf = (stats: BigIntStats): string => `${stats.ino}:${stats.size}:${stats.ctimeNs}`;
