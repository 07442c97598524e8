import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** A piece of the file, in bytes. */
export interface Extent {
  readonly at: number;
  readonly length: number;
}

/** Words of 32 bits that are kept in a file instead of memory; the file is deleted at the end. */
export interface SpilledWords {
  append(words: readonly Uint32Array[]): Promise<Extent>;
  read(extent: Extent): Promise<Uint32Array>;
  close(): Promise<void>;
}

/** The file is opened only for the first words, because most work needs none. */
export function createSpilledWords(folder: string): SpilledWords {
  const path = join(folder, `words-${randomUUID()}.tmp`);
  let file: FileHandle | undefined;
  let end = 0;
  return {
    async append(words) {
      if (file === undefined) {
        await mkdir(folder, { recursive: true });
        file = await open(path, 'wx+');
      }
      const bytes = Buffer.concat(
        words.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
      );
      await file.writeFile(bytes);
      const extent = { at: end, length: bytes.length };
      end += bytes.length;
      return extent;
    },
    async read({ at, length }) {
      const words = new Uint32Array(length / Uint32Array.BYTES_PER_ELEMENT);
      const { bytesRead = 0 } = (await file?.read(words, 0, length, at)) ?? {};
      if (bytesRead !== length) throw new Error(`${length} bytes were written, and ${bytesRead} are there`);
      return words;
    },
    async close() {
      await file?.close();
      if (file) await rm(path, { force: true });
    },
  };
}
