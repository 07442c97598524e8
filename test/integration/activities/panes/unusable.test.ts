import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PaneAccount } from '#contracts/ledger.ts';
import { Snapshot } from '#contracts/snapshot.ts';
import { sha256 } from '#domain/digest.ts';
import { openWorkbench, type Workbench } from '#test/support/workbench.ts';
import { hour, hourly, openStream } from './stream.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

const plan = [{ kind: 'rows' as const, source: 'flights' }];

/** `flight_id`, `scheduled_at`, and in `amount` 50 nines as a decimal of 50 digits: `pyarrow.parquet.write_table`. */
const longDecimal = [
  'UEFSMRUAFRwVHCwVAhUAFQYVBhwAAAACAAAAAgEEAAAAbG9uZxUAFRwVHCwVAhUAFQYVBhwAAAACAAAAAgEAUNsmoNsEABUAFTYVNiwVAhUAFQYVBhwA',
  'AAACAAAAAgFEbDsV+ZJmh9LEBTT9tWP///////8VBBlMNQAYBnNjaGVtYRUGABUMJQIYCWZsaWdodF9pZCUATBwAAAAVBCUCGAxzY2hlZHVsZWRfYXQl',
  'FEyMEhwsAAAAAAAVDhUqFQIYBmFtb3VudCUKFQAVZCxcFQAVZAAAABYCGRwZPCYAHBUMGSUGABkYCWZsaWdodF9pZBUAFgIWQhZCJghJHBUAFQAVAgA8',
  'FggZBhkmAAIAAAAmABwVBBklBgAZGAxzY2hlZHVsZWRfYXQVABYCFkIWQiZKSRwVABUAFQIAPCkGGSYAAgAAACYAHBUOGSUGABkYBmFtb3VudBUAFgIW',
  'XBZcJowBSRwVABUAFQIAPCkGGSYAAgAAABbgARYCJggW4AEAKCBwYXJxdWV0LWNwcC1hcnJvdyB2ZXJzaW9uIDI2LjAuMRk8HAAAHAAAHAAAADoBAABQ',
  'QVIx',
].join('');

describe('batches that cannot be used', () => {
  const sound = hourly(0, 3);

  it('sets each aside with its code, and the rest of the window goes on', async () => {
    const stream = openStream(bench);
    const good = await readFile(await bench.parquet('good', sound));
    const broken = Buffer.from(good);
    broken.fill(0xff, 8, 40);
    await stream.bytes(good, { id: 'good', rows: 3 });
    await stream.announce({ id: 'vanished', rows: 3, digest: sha256('never stored') });
    await stream.bytes(good, { id: 'other-digest', rows: 3, uri: `artifact:${sha256('other')}` });
    await stream.bytes(good, { id: 'miscounted', rows: 4 });
    await stream.bytes(good.subarray(0, good.length - 20), { id: 'truncated', rows: 3 });
    await stream.bytes(broken, { id: 'damaged', rows: 3 });
    await stream.bytes('', { id: 'empty-file', rows: 0 });
    await stream.bytes('not parquet at all', { id: 'no-parquet', rows: 3 });
    await stream.rows(`SELECT 1 AS x`, { id: 'timeless', rows: 1 });
    await stream.rows(`SELECT 'noon' AS scheduled_at`, { id: 'unclear-time', rows: 1 });
    await stream.bytes('scheduled_at,x\n2013-05-01T00:00:00,1,2\n2013-05-01T00:00:00,1\n', {
      id: 'ragged',
      rows: 2,
      format: 'csv',
    });
    await stream.bytes(Buffer.from('scheduled_at,x\n2013-05-01T00:00:00,M\xfcnchen\n', 'latin1'), {
      id: 'latin1',
      rows: 1,
      format: 'csv',
    });
    await stream.bytes('{"scheduled_at":"2013-05-01T04:00:00Z"}\n{"scheduled_at":', {
      id: 'cut-json',
      rows: 2,
      format: 'ndjson',
    });
    await stream.bytes('{"scheduled_at":"noon"}\n', { id: 'noon', rows: 1, format: 'ndjson' });
    await stream.bytes('scheduled_at,x\n01/05/2013 10:00,1\n', { id: 'local-time', rows: 1, format: 'csv' });
    await stream.announce({ id: 'no-uri', rows: 1, digest: sha256('x'), uri: 'no uri' });
    await stream.bytes(Buffer.from(longDecimal, 'base64'), { id: 'long-decimal', rows: 1 });
    await stream.rows(hourly(4 * hour, 1, `'last' AS flight_id`), { id: 'last', rows: 1 });
    const { rows, fates, unreadable, account, snapshot } = await stream.activities.assembleSnapshot({
      ...stream.pane(),
      plan,
    });
    expect({ rows, fates }).toEqual({ rows: { flights: 4 }, fates: { included: 4 } });
    expect(Object.fromEntries(unreadable.map(({ id, code }) => [id, code]))).toEqual({
      vanished: 'ARTIFACT_MISSING',
      'other-digest': 'ARTIFACT_DIGEST_MISMATCH',
      miscounted: 'ARTIFACT_ROW_COUNT_MISMATCH',
      truncated: 'ARTIFACT_UNREADABLE',
      damaged: 'ARTIFACT_UNREADABLE',
      'empty-file': 'ARTIFACT_UNREADABLE',
      'no-parquet': 'ARTIFACT_UNREADABLE',
      timeless: 'ARTIFACT_UNREADABLE',
      'unclear-time': 'ARTIFACT_UNREADABLE',
      ragged: 'ARTIFACT_UNREADABLE',
      latin1: 'ARTIFACT_UNREADABLE',
      'cut-json': 'ARTIFACT_UNREADABLE',
      noon: 'ARTIFACT_UNREADABLE',
      'local-time': 'ARTIFACT_UNREADABLE',
      'no-uri': 'ARTIFACT_MISSING',
      'long-decimal': 'ARTIFACT_UNREADABLE',
    });
    const { arrivals } = await bench.artifacts.getJson(account, PaneAccount);
    expect(arrivals.map(({ ordinal }) => ordinal)).toEqual(Array.from({ length: 18 }, (_, i) => i));
    expect(arrivals[3]).toEqual({
      source: 'flights',
      id: 'miscounted',
      ordinal: 3,
      declared: 4,
      code: 'ARTIFACT_ROW_COUNT_MISMATCH',
      windows: [],
      outside: 0,
      fates: {},
    });
    expect((await bench.artifacts.getJson(snapshot, Snapshot)).batches.map(({ id }) => id)).toEqual(['good', 'last']);
  });

  it('finds a stored artifact that was changed on the disk', async () => {
    const stream = openStream(bench);
    const arrival = await stream.rows(hourly(7, 3), { rows: 3 });
    const path = await bench.artifacts.path(arrival.digest);
    await chmod(path, 0o600);
    await writeFile(path, 'changed');
    const { unreadable } = await stream.activities.assembleSnapshot({ ...stream.pane(), plan });
    expect(unreadable).toEqual([{ source: 'flights', id: 'batch-0', code: 'ARTIFACT_DIGEST_MISMATCH' }]);
  });

  it('reads files only below the allowed folders, links followed, and keeps what it read', async () => {
    const root = join(bench.folder, 'drop [zone]');
    const elsewhere = join(bench.folder, 'elsewhere');
    await Promise.all([mkdir(root, { recursive: true }), mkdir(elsewhere)]);
    const content = await readFile(await bench.parquet('file', hourly(11, 2)));
    const digest = sha256(content);
    await Promise.all([
      writeFile(join(root, 'ä b.parquet'), content),
      writeFile(join(root, 'changed.parquet'), 'other'),
      writeFile(join(elsewhere, 'out.parquet'), content),
      mkdir(join(root, 'folder.parquet')),
    ]);
    await symlink(join(elsewhere, 'out.parquet'), join(root, 'link.parquet'));
    const stream = openStream(bench, [root]);
    const uri = (...parts: string[]) => pathToFileURL(join(...parts)).href;
    const codeOf = async (target: string) => {
      const one = openStream(bench, [root]);
      await one.announce({ rows: 2, digest, uri: target });
      return (await one.activities.assembleSnapshot({ ...one.pane(), plan })).unreadable[0]?.code;
    };
    expect(await codeOf(uri(elsewhere, 'out.parquet'))).toBe('ARTIFACT_MISSING');
    expect(await codeOf(uri(root, 'link.parquet'))).toBe('ARTIFACT_MISSING');
    expect(await codeOf(uri(root, 'folder.parquet'))).toBe('ARTIFACT_MISSING');
    expect(await codeOf(uri(root, 'nothing.parquet'))).toBe('ARTIFACT_MISSING');
    expect(await codeOf(uri(root, 'changed.parquet'))).toBe('ARTIFACT_DIGEST_MISMATCH');
    expect(await codeOf('file://host/x')).toBe('ARTIFACT_MISSING');
    expect(await codeOf('https://example.org/x.parquet')).toBe('ARTIFACT_MISSING');
    expect(await bench.artifacts.has(digest)).toBe(false);
    await stream.announce({ rows: 2, digest, uri: uri(root, 'ä b.parquet') });
    expect(await stream.activities.assembleSnapshot({ ...stream.pane(), plan })).toMatchObject({
      rows: { flights: 2 },
      unreadable: [],
    });
    await writeFile(join(root, 'ä b.parquet'), 'changed later');
    expect(await openStream(bench, [root]).activities.assembleSnapshot({ ...stream.pane(), plan })).toMatchObject({
      rows: { flights: 2 },
    });
  });
});
