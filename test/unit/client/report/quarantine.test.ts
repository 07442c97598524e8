import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { sampleOf } from '#client/report/collect/quarantine.ts';
import { sha256 } from '#domain/digest.ts';
import { openFolderStore } from '#stores/artifacts/folder.ts';

it('shows a few quarantined rows with every combination of reasons among them, and nothing of an artifact that is gone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tidegate-quarantine-'));
  const artifacts = await openFolderStore({ root: join(folder, 'artifacts') });
  const file = join(folder, 'rows.parquet');
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(
    `COPY (SELECT range::BIGINT AS flight, NULL::VARCHAR AS carrier, 'a' AS arrival, range::BIGINT AS "row",
       CASE WHEN range < 20 THEN ['NOT_UNIQUE'] ELSE ['VALUE_NOT_IN_SET'] END AS reasons, ['carrier'] AS reason_columns
       FROM range(22)) TO '${file}' (FORMAT parquet)`,
  );
  connection.closeSync();
  const { digest } = await artifacts.putFile(file);
  const sample = await sampleOf(digest, artifacts, { rows: 6, ofEachReason: 2 });
  expect(sample?.columns).toEqual(['flight', 'carrier', 'arrival', 'row', 'reasons', 'reason_columns']);
  expect(sample?.rows.map(([flight, carrier, , , reasons]) => `${flight} ${carrier} ${reasons}`)).toEqual([
    '0 ∅ [NOT_UNIQUE]',
    '20 ∅ [VALUE_NOT_IN_SET]',
    '1 ∅ [NOT_UNIQUE]',
    '21 ∅ [VALUE_NOT_IN_SET]',
  ]);
  expect(await sampleOf(sha256('gone'), artifacts, { rows: 6 })).toBeUndefined();
});
