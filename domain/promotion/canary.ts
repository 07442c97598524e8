import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

const buckets = 2 ** 48;

/**
 * Whether an entity gets the candidate's predictions: the first 48 bits of SHA-256 over salt, a zero byte and key, as a
 * share, lie below `weight`.
 *
 * An entity keeps its side for as long as the salt stays, and those of a smaller weight are among those of a larger one.
 * A salt of its own for each candidate draws anew who goes first.
 *
 * @param weight share of entities, 0 (none) to 1 (all)
 */
export function inCanary(entityKey: string, salt: string, weight: number): boolean {
  const hash = sha256(utf8ToBytes(`${salt}\u0000${entityKey}`));
  const view = new DataView(hash.buffer, hash.byteOffset);
  const place = view.getUint32(0) * 2 ** 16 + view.getUint16(4);
  return place / buckets < weight;
}
