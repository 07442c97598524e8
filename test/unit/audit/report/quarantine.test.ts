import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it, onTestFinished } from 'vitest';
import { maskedColumns } from '#audit/masked.ts';
import { sampleOf } from '#audit/report/collect/quarantine.ts';
import { sha256 } from '#domain/digest.ts';
import { discard, temporaryFolder } from '#test/support/temporary-folder.ts';
import { temporaryStore } from './temporary-store.ts';

it('shows a few quarantined rows with every combination of reasons among them, and nothing of an artifact that is gone', async () => {
  const folder = await temporaryFolder('quarantine');
  onTestFinished(() => discard(folder));
  const artifacts = await temporaryStore();
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
  const masked = await sampleOf(digest, artifacts, { rows: 1, masked: new Set(['flight', 'carrier']) });
  expect(masked?.rows.map((row) => row.slice(0, 3))).toEqual([['•••', '∅', 'a']]);
  expect(await sampleOf(sha256('gone'), artifacts, { rows: 6 })).toBeUndefined();
});

it('hides the values of columns that their contract classifies', async () => {
  const artifacts = await temporaryStore();
  const column = (name: string, classification?: string) => ({ name, logicalType: 'string', classification });
  const properties = [
    column('id', 'public'),
    column('name', 'Restricted'),
    column('mail', 'PII'),
    column('at', 'Internal'),
    column('state'),
  ];
  const contract = {
    apiVersion: 'v3.0.2',
    kind: 'DataContract',
    id: 'people',
    version: '1',
    schema: [{ name: 'people', properties }],
  };
  const { digest } = await artifacts.putJson({ contracts: { people: contract } });
  expect([...(await maskedColumns(artifacts, digest, 'people'))]).toEqual(['name', 'mail']);
  for (const [spec, source] of [
    [digest, 'others'],
    [sha256('gone'), 'people'],
    [undefined, 'people'],
  ] as const)
    expect(await maskedColumns(artifacts, spec, source)).toEqual(new Set());
});
