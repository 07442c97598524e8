import type { z } from 'zod';
import type { Digest } from '#contracts/digest.ts';

/** What the store knows of one artifact: the SHA-256 of its bytes, and how many they are. */
export interface Stored {
  readonly digest: Digest;
  readonly bytes: number;
}

export interface NamedReference {
  readonly name: string;
  readonly digest: Digest;
}

/**
 * Immutable content, named by its digest, and a few mutable names for digests.
 *
 * What is put is durable when the promise resolves. What is read was compared with its digest on the way. Every method
 * may throw a `TidegateError`: `STORE_UNAVAILABLE` (with its cause; the call may be repeated), and the reading ones
 * `ARTIFACT_MISSING` and `ARTIFACT_DIGEST_MISMATCH`.
 */
export interface ArtifactStore {
  /** The folder that every answer of `path` lies below, for engines that must be told what they may read. */
  readonly files: string;

  /** Stores bytes. An error of the iterable itself comes through as it is, and nothing is kept. */
  put(content: Uint8Array | AsyncIterable<Uint8Array>): Promise<Stored>;

  /** Stores a local file's content; with `move` the file is gone afterwards, and nobody may write to it meanwhile. */
  putFile(path: string, options?: { readonly move?: boolean }): Promise<Stored>;

  /** Stores a value as canonical JSON: its digest is `digestOf(value)`. */
  putJson(value: unknown): Promise<Stored>;

  get(digest: Digest): Promise<Buffer>;

  /** A value stored as JSON, parsed by its schema; `ARTIFACT_UNREADABLE` where it is not of that shape. */
  getJson<T>(digest: Digest, schema: z.ZodType<T>): Promise<T>;

  /** A local file with the content, for engines that read files. It must only be read. */
  path(digest: Digest): Promise<string>;

  /** Whether the artifact is there; its bytes are not compared. */
  has(digest: Digest): Promise<boolean>;

  /** The artifact's size, or undefined where it is missing; its bytes are not compared. */
  stat(digest: Digest): Promise<Stored | undefined>;

  /**
   * Lets a name such as `runs/window/…` refer to a digest, and answers the digest that it refers to from then on:
   * with `ifAbsent`, the one that was there before.
   */
  setRef(name: string, digest: Digest, options?: { readonly ifAbsent?: boolean }): Promise<Digest>;

  getRef(name: string): Promise<Digest | undefined>;

  /** Every reference whose name begins with a prefix, in order of name. */
  listRefs(prefix: string): Promise<NamedReference[]>;
}
