import { createSpilledWords, type Extent } from './spilled-words.ts';

/** Hashes of 64 bits, divided into parts by some of their bits: equal hashes are in one part, and each part is small compared with all. */
export interface HashParts {
  /** Takes hashes, each as two words of 32 bits, the lower one first. Await the result before adding more. */
  add(words: Uint32Array): Promise<void> | undefined;
  readonly parts: readonly HashPart[];
  close(): Promise<void>;
}

export interface HashPart {
  readonly hashes: number;
  words(): AsyncIterable<Uint32Array>;
}

const count = 256;
const wordsOfBlock = 2_048;

/**
 * Divides hashes into 256 parts.
 *
 * @param folder for what is more than so many bytes of memory
 */
export function createHashParts(folder: string, memory: number): HashParts {
  const spilled = createSpilledWords(folder);
  const blocks = Array.from({ length: count }, () => new Uint32Array(wordsOfBlock));
  const filled = new Uint32Array(count);
  const full = blocks.map((): Uint32Array<ArrayBuffer>[] => []);
  const written = blocks.map((): Extent[] => []);
  const mostBlocks = memory / (wordsOfBlock * Uint32Array.BYTES_PER_ELEMENT);
  const spare: Uint32Array<ArrayBuffer>[] = [];
  let held = 0;

  const renew = (part: number): Uint32Array => {
    full[part]?.push(blocks[part] ?? new Uint32Array());
    held += 1;
    const block = spare.pop() ?? new Uint32Array(wordsOfBlock);
    blocks[part] = block;
    filled[part] = 0;
    return block;
  };

  const spill = async (): Promise<void> => {
    for (const [part, words] of full.entries()) {
      if (words.length === 0) continue;
      written[part]?.push(await spilled.append(words));
      spare.push(...words);
      words.length = 0;
    }
    held = 0;
  };

  const partOf = (part: number): HashPart => {
    const [last = new Uint32Array(), own = [], extents = []] = [blocks[part], full[part], written[part]];
    const rest = last.subarray(0, filled[part]);
    const bytes = extents.reduce((sum, { length }) => sum + length, rest.byteLength);
    return {
      hashes: bytes / BigUint64Array.BYTES_PER_ELEMENT + own.length * (wordsOfBlock / 2),
      async *words() {
        for (const extent of extents) yield await spilled.read(extent);
        yield* own;
        yield rest;
      },
    };
  };

  return {
    add(words) {
      for (let i = 0; i < words.length; i += 2) {
        const low = words[i] ?? 0;
        const part = low % count;
        let block = blocks[part] ?? renew(part);
        let at = filled[part] ?? 0;
        if (at === wordsOfBlock) {
          block = renew(part);
          at = 0;
        }
        block[at] = low;
        block[at + 1] = words[i + 1] ?? 0;
        filled[part] = at + 2;
      }
      return held > mostBlocks ? spill() : undefined;
    },
    get parts() {
      return blocks.map((_, part) => partOf(part));
    },
    close: spilled.close,
  };
}
