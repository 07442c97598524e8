import { createHashParts, type HashPart } from './hash-parts.ts';

/** Passes hashes on, each as two words of 32 bits, the lower one first; it must await the result of `take`. */
export type FeedOfHashes = (take: (words: Uint32Array) => Promise<void> | undefined) => Promise<void>;

const memory = 24 * 2 ** 20;

/**
 * Finds the hashes of 64 bits that occur more than once, among any number of them; each is returned once, in no order.
 *
 * Grouping by the engine takes several times as long, and memory that grows with the number of hashes.
 *
 * @param folder for hashes that are more than 24 MiB
 */
export async function repeatedHashes(feed: FeedOfHashes, folder: string, inMemory = memory): Promise<bigint[]> {
  const all = createHashParts(folder, inMemory);
  try {
    await feed(all.add);
    const tables = createTables();
    const found: bigint[][] = [];
    for (const part of all.parts) found.push(await repeatedIn(part, tables(part.hashes)));
    return found.flat();
  } finally {
    await all.close();
  }
}

/** Makes hash tables with slots of two words, all zero, and at least half as many slots again as hashes, in one piece of memory. */
function createTables(): (hashes: number) => Uint32Array {
  let memory = new Uint32Array();
  return (hashes) => {
    const words = 2 * 2 ** Math.ceil(Math.log2(Math.max(hashes, 8) * 1.5));
    if (memory.length < words) memory = new Uint32Array(words);
    else memory.fill(0, 0, words);
    return memory.subarray(0, words);
  };
}

/** An empty slot is zero, so the hash zero is counted separately. */
async function repeatedIn(part: HashPart, table: Uint32Array): Promise<bigint[]> {
  const repeated = new Set<number>();
  let noughts = 0;
  for await (const words of part.words())
    for (let i = 0; i < words.length; i += 2) {
      const low = words[i] ?? 0;
      const high = words[i + 1] ?? 0;
      const slot = slotOf(table, low, high);
      if (low === 0 && high === 0) noughts += 1;
      else if (table[slot] === low && table[slot + 1] === high) repeated.add(slot);
      else {
        table[slot] = low;
        table[slot + 1] = high;
      }
    }
  const hashes = [...repeated].map((slot) => (BigInt(table[slot + 1] ?? 0) << 32n) | BigInt(table[slot] ?? 0));
  return noughts > 1 ? [...hashes, 0n] : hashes;
}

/** Where a hash is, or would be: from the place that its higher word names, the first that holds it or nothing. */
function slotOf(table: Uint32Array, low: number, high: number): number {
  const mask = table.length - 1;
  let slot = (high * 2) & mask;
  while ((table[slot] !== low || table[slot + 1] !== high) && (table[slot] !== 0 || table[slot + 1] !== 0))
    slot = (slot + 2) & mask;
  return slot;
}
