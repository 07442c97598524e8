import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repeatedHashes } from '#activities/engine/duckdb/repeated-hashes.ts';
import { openWorkbench, type Workbench } from '#test/support/workbench.ts';

let folder: string;
let bench: Workbench;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidegate-hashes-'));
  bench = await openWorkbench();
});
afterAll(async () => {
  await bench.close();
  await rm(folder, { recursive: true });
});

/** So little memory that each block goes to the file. */
const none = 0;

async function repeatedAmong(hashes: readonly bigint[], memory?: number): Promise<Set<bigint>> {
  const words = (some: readonly bigint[]) => new Uint32Array(BigUint64Array.from(some).buffer);
  const found = await repeatedHashes(
    async (take) => {
      for (let i = 0; i < hashes.length; i += 2_048) await take(words(hashes.slice(i, i + 2_048)));
    },
    folder,
    memory,
  );
  expect(new Set(found).size).toBe(found.length);
  return new Set(found);
}

const twice = (hashes: readonly bigint[]): Set<bigint> => {
  const seen = new Set<bigint>();
  return new Set(hashes.filter((hash) => seen.has(hash) || !seen.add(hash)));
};

describe('hashes that come more than once', () => {
  it('are found among few words, which collide in either half', async () => {
    const word = fc.constantFrom(0n, 1n, 255n, 256n, 0xffff_ffffn, 0x8000_0000n);
    const hash = fc.tuple(word, word).map(([high, low]) => (high << 32n) | low);
    await fc.assert(
      fc.asyncProperty(fc.array(hash, { maxLength: 60 }), async (hashes) => {
        expect(await repeatedAmong(hashes)).toEqual(twice(hashes));
      }),
    );
  });

  it('are found in one part and in all, in memory and in a file that is gone afterwards', async () => {
    const spread = Array.from({ length: 300_000 }, (_, i) => BigInt.asUintN(64, BigInt(i) * 0x9e37_79b9_7f4a_7c15n));
    const inOnePart = Array.from({ length: 5_000 }, (_, i) => BigInt(i) << 32n);
    for (const hashes of [
      [...spread, ...spread.slice(7, 20)],
      [...inOnePart, 0n, 5n << 32n],
    ])
      for (const memory of [undefined, none]) expect(await repeatedAmong(hashes, memory)).toEqual(twice(hashes));
    expect(await readdir(folder)).toEqual([]);
  });

  it('leave no file behind where the rows cannot be read to their end', async () => {
    const failed = repeatedHashes(
      async (take) => {
        await take(new Uint32Array(2 ** 20));
        throw new Error('the file ends here');
      },
      folder,
      none,
    );
    await expect(failed).rejects.toThrow('the file ends here');
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('repeats of keys', () => {
  const repeats = async (name: string, query: string, columns: readonly string[]) => {
    const path = await bench.parquet(name, query);
    return bench.engine.attach([path], (relation) => relation.repeats(columns));
  };

  it.each([
    ['whole numbers', 'BIGINT', `i`],
    ['doubles, of which minus nought is nought', 'DOUBLE', `CASE WHEN i = 0 THEN -0.0 ELSE i END`],
    ['decimals', 'DECIMAL(20,3)', `i`],
    ['times', 'TIMESTAMP', `TIMESTAMP '2013-01-01' + to_minutes(i)`],
    ['texts', 'VARCHAR', `'a long text for a key ' || i`],
    ['truth', 'BOOLEAN', `i % 2 = 0`],
    ['lists', 'INTEGER[]', `[i, NULL]`],
  ])('are counted among %s', async (name, type, value) => {
    const rows = `SELECT (${value})::${type} AS k FROM range(1000) AS t(i)`;
    const expected = type === 'BOOLEAN' ? '1998' : '1000';
    expect(await repeats(name.slice(0, 4), `${rows} UNION ALL ${rows}`, ['k'])).toEqual({ value: expected });
  });

  it('are counted where so many are repeated that all rows are compared', async () => {
    const rows = 'SELECT unnest([i, i, i]) AS k FROM range(20000) AS t(i)';
    expect(await repeats('many', rows, ['k'])).toEqual({ value: '40000' });
  });

  it.each(['VARCHAR', 'BLOB'])('are not where two values have one hash in DuckDB: %s', async (type) => {
    const values = `SELECT unnest(['20130102T1700Z-AA3-JFK-0', '20130109T1700Z-AA3-JFK-5'])::${type} AS k`;
    const hashes = await bench.database.use((session) =>
      session.texts(`SELECT count(DISTINCT hash(k)) FROM (${values})`),
    );
    expect(hashes).toEqual([['1']]);
    expect(await repeats(`collision-${type}`, values, ['k'])).toEqual({ value: '0' });
  });
});
