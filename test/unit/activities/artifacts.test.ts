import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createArtifactActivities } from '#activities/artifacts/records.ts';
import { genesisOf } from '#contracts/ids/genesis.ts';
import { digestOf } from '#domain/digest.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidegate-records-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a value is stored under its own digest, a text as its bytes', async () => {
  const artifacts = await openArtifactStore(folder);
  const { storeJson, storeText } = createArtifactActivities({ artifacts });
  const value = { b: [1, null], a: 'é' };
  expect(await storeJson({ value })).toBe(digestOf(value));
  expect((await artifacts.get(await storeText({ text: '# Notes é' }))).toString()).toBe('# Notes é');
});

test('the first genesis of a stream stays, and the gateway finds it', async () => {
  const artifacts = await openArtifactStore(folder);
  const { markGenesis } = createArtifactActivities({ artifacts });
  const first = await markGenesis({ stream: 'stream/p/all', content: { spec: 'one' } });
  expect(await markGenesis({ stream: 'stream/p/all', content: { spec: 'two' } })).toBe(first);
  expect(await artifacts.getRef(genesisOf('stream/p/all'))).toBe(first);
});
