import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadSpec } from '#client/spec/load.ts';
import { resolve } from '#client/spec/resolve.ts';
import { valueOrThrow as valueOfResult } from '#contracts/problem.ts';
import { digestOf } from '#domain/digest.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import { pipelineFolder } from './fixture.ts';

async function store() {
  const folder = await mkdtemp(join(tmpdir(), 'tidegate-store-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return openArtifactStore(folder);
}

test('all that a spec names is pinned, and the trainer without what Python leaves behind', async () => {
  const artifacts = await store();
  const { applied, digest } = await resolve(valueOfResult(await loadSpec(await pipelineFolder())), artifacts);
  expect(digest).toBe(digestOf(applied));
  expect(applied.trainer?.map((file) => file.path)).toEqual(['train.py']);
  expect(String(await artifacts.get(applied.features?.digest ?? digest))).toBe('select 1');
  expect(Object.keys(applied.contracts)).toEqual(['flights', 'outcomes']);
  expect(await artifacts.has(digest)).toBe(true);
});

test('the same files give the same digest, another trainer another one', async () => {
  const artifacts = await store();
  const digest = async (replaced: Record<string, string> = {}) =>
    (await resolve(valueOfResult(await loadSpec(await pipelineFolder(replaced))), artifacts)).digest;
  const first = await digest();
  expect(await digest()).toBe(first);
  expect(await digest({ 'trainer/train.py': 'print("other")' })).not.toBe(first);
});
