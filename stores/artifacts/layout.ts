import { Digest } from '#contracts/digest.ts';
import { TidegateError } from '#contracts/problem.ts';

// A folder and a bucket are laid out alike, so that one may be copied into the other.

/** Where content lies: `sha256/ab/cd/…`. The parse keeps anything but a digest from becoming part of a path. */
export function placeOf(digest: Digest): string {
  const hex = Digest.parse(digest).slice('sha256:'.length);
  return ['sha256', hex.slice(0, 2), hex.slice(2, 4), hex].join('/');
}

const suffix = '.ref';

/** Dots are encoded too: so `..` is a name like any other, and the suffix is never part of one. */
export const encodePart = (part: string): string => encodeURIComponent(part).replaceAll('.', '%2E');

/** The path of a reference below the folder of references. Throws a `RangeError` for a text that is not a name. */
export function placeOfName(name: string): string {
  const parts = name.split('/');
  if (parts.includes('')) throw new RangeError(`not a name for a reference: ${JSON.stringify(name)}`);
  return parts.map(encodePart).join('/') + suffix;
}

export const nameOfPlace = (place: string): string =>
  place.slice(0, -suffix.length).split('/').map(decodeURIComponent).join('/');

/** What a reference holds. */
export const contentOfReference = (digest: Digest): Buffer => Buffer.from(`${Digest.parse(digest)}\n`);

/** The digest in the content of a reference; `ARTIFACT_UNREADABLE` if there is none. */
export function digestOfReference(content: string, place: string): Digest {
  const digest = Digest.safeParse(content.trim());
  if (digest.success) return digest.data;
  throw new TidegateError({ code: 'ARTIFACT_UNREADABLE', message: `the reference ${place} holds no digest` });
}
