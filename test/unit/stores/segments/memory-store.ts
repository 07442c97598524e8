import type { Digest } from '#contracts/digest.ts';
import { sha256 } from '#domain/digest.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';

/** As much of a store as segments use, which counts how often it is read. */
export function memoryStore(): { store: ArtifactStore; reads: () => number } {
  const kept = new Map<Digest, Buffer>();
  let reads = 0;
  const part: Pick<ArtifactStore, 'put' | 'get'> = {
    async put(content) {
      if (!(content instanceof Uint8Array)) throw new Error('bytes only');
      const digest = sha256(content);
      kept.set(digest, Buffer.from(content));
      return { digest, bytes: content.byteLength };
    },
    async get(digest) {
      reads++;
      const bytes = kept.get(digest);
      if (bytes === undefined) throw new Error(`missing: ${digest}`);
      return bytes;
    },
  };
  return { store: part as ArtifactStore, reads: () => reads };
}
