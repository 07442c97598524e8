import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { gateText } from '#client/cli/commands/gates/suggested-text.ts';
import { GateFile } from '#contracts/check.ts';
import { checkFiles } from '#files/check/run.ts';
import type { DataFiles } from '#files/reading/files.ts';
import { suggestGate } from '#files/suggest/suggest.ts';
import { openWorkbench, type Workbench } from '#test/support/workbench.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

let made = 0;
const scratchFor = async () => {
  made += 1;
  const folder = join(bench.folder, `suggest-${made}`);
  await mkdir(folder);
  return folder;
};
const parquet = async (query: string): Promise<DataFiles> => {
  made += 1;
  return { format: 'parquet', paths: [await bench.parquet(`table-${made}`, query)] };
};

/** A month of orders; `odd` has columns that SQL would trip over. */
const orders = (shift = 0, rows = 500) => `SELECT
    format('O-{:05d}', i + ${shift}) AS id,
    (i * 37 % 100)::INTEGER AS amount,
    CASE WHEN i % 50 = 0 THEN NULL ELSE ['open', 'paid'][i % 2 + 1] END AS state,
    TIMESTAMP '2026-01-01' + to_minutes(i::BIGINT) AS ordered_at,
    TIMESTAMP '2026-01-01' + to_minutes((i + 5)::BIGINT) AS paid_at,
    i / 7.0 AS "odd ""; drop",
    i % 3 = 0 AS "🙂"
  FROM range(${rows}) AS t(i)`;

const suggested = async (data: DataFiles, history: DataFiles[] = []) =>
  suggestGate({ name: 'orders', data, history, scratch: await scratchFor() });

describe('a gate that is suggested', () => {
  it('passes on the data, as the file that is written', async () => {
    const data = await parquet(orders());
    const found = await suggested(data, [await parquet(orders(1_000, 520)), await parquet(orders(2_000, 480))]);
    const gate = GateFile.parse(parse(gateText('orders', found, ['orders.parquet'])));
    const reference = await parquet(orders(2_000, 480));
    const { report } = await checkFiles({ gate, data, reference, scratch: await scratchFor() });
    expect(report.verdict).toBe('pass');
    expect(report.findings.every(({ verdict }) => verdict === 'pass')).toBe(true);
    const kinds = new Set(found.proposals.flatMap(({ check }) => Object.keys(check)));
    expect([...kinds].sort()).toEqual(
      ['compare', 'drift', 'nullRate', 'pattern', 'range', 'rowCount', 'schema', 'set', 'unique'].sort(),
    );
  });

  it('says how often each check would have failed, by trying it', async () => {
    const found = await suggested(await parquet(orders()), [
      await parquet(orders(1_000)),
      await parquet(`SELECT * REPLACE (NULL::VARCHAR AS state) FROM (${orders(2_000)})`),
    ]);
    const failing = found.proposals.filter(({ failed }) => failed > 0);
    expect(failing).toEqual([]);
    const strange = await suggested(await parquet(orders()), [
      await parquet(`SELECT * EXCLUDE (paid_at) FROM (${orders(1_000)})`),
      await parquet(orders(2_000)),
    ]);
    const schema = strange.proposals.find(({ check }) => 'schema' in check);
    expect(schema).toMatchObject({ failed: 1, of: 2 });
  });

  it('is the same for the same data, in CSV too', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tidegate-suggest-'));
    const path = join(folder, 'people.csv');
    await writeFile(
      path,
      `id,age\n${Array.from({ length: 60 }, (_, i) => `p${i + 10},${20 + (i % 40)}`).join('\n')}\n`,
    );
    const data: DataFiles = { format: 'csv', paths: [path] };
    const first = await suggested(data);
    expect(await suggested(data)).toEqual(first);
    expect(first.proposals.map(({ check }) => Object.keys(check)[0])).toContain('unique');
    await rm(folder, { recursive: true });
  });

  it('asks little of a table without rows, and nothing of what cannot be read', async () => {
    const empty = await suggested(await parquet(`${orders(0, 0)}`));
    expect(empty.rows).toBe(0);
    const folder = await mkdtemp(join(tmpdir(), 'tidegate-suggest-'));
    const path = join(folder, 'rubbish.parquet');
    await writeFile(path, 'no Parquet');
    await expect(suggested({ format: 'parquet', paths: [path] })).rejects.toMatchObject({
      problem: { code: 'DATA_UNREADABLE' },
    });
    await rm(folder, { recursive: true });
  });
});
