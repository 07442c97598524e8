import { z } from 'zod';

/** The SHA-256 of some bytes, as `sha256:` and 64 lower-case hexadecimal digits. */
export const Digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'expected sha256: and 64 hexadecimal digits');
export type Digest = z.infer<typeof Digest>;

/** The URI by which an artifact of the store is announced: `artifact:sha256:…`. */
export const artifactUri = (digest: Digest): string => `artifact:${digest}`;

/** The digest that an `artifact:` URI names, or undefined for any other URI. */
export function digestOfUri(uri: string): Digest | undefined {
  const digest = uri.startsWith('artifact:') ? uri.slice('artifact:'.length) : undefined;
  return Digest.safeParse(digest).data;
}

/** The first twelve digits: enough for people and for ids. */
export const shortDigest = (digest: Digest): string => digest.slice('sha256:'.length, 'sha256:'.length + 12);
