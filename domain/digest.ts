import { sha256 as hash } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import canonicalize from 'canonicalize';
import type { Digest } from '#contracts/digest.ts';

/**
 * The RFC 8785 canonical JSON of a value: members in order of UTF-16 code units, no white space.
 *
 * Members that are `undefined` are left out, as `JSON.stringify` does. Throws for what has no canonical
 * JSON: `undefined` itself, functions, circles, numbers that are not finite, and texts with half a surrogate pair.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8785
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError(`a value of type ${typeof value} has no JSON`);
  return text;
}

/** The SHA-256 of bytes, or of a text's UTF-8. */
export function sha256(content: string | Uint8Array): Digest {
  return `sha256:${bytesToHex(hash(typeof content === 'string' ? utf8ToBytes(content) : content))}`;
}

/** The digest by which a value is named: the SHA-256 of its canonical JSON. */
export const digestOf = (value: unknown): Digest => sha256(canonicalJson(value));
