import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Custom } from '#contracts/checks/programs.ts';
import { valueOrThrow as valueOfResult } from '#contracts/problem.ts';
import { digestOf, sha256 as digestOfText } from '#domain/digest.ts';
import { loadSpec } from '#spec/load.ts';
import { pinPrograms } from '#spec/programs.ts';
import { resolve } from '#spec/resolve.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import { pipelineFolder, pipelineWith } from '#test/support/spec-folder.ts';

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

test('the programs of gates are pinned by content: what they name, and no more', async () => {
  const artifacts = await store();
  const command = 'command: { run: [python, checks.py, /etc/hostname, .., --strict], files: [rules/] }';
  const labels = `  labels: { onFail: hold, onInconclusive: hold, checks: [ { ${command} } ] }\n  model:\n`;
  const spec = pipelineWith(['range: { column: distance, min: 0 }', command], ['  model:\n', labels]);
  const files = { 'checks.py': 'print()', 'rules/a.json': '{}', 'rules/.hidden': '', 'other.py': '' };
  const applied = async (more: Record<string, string> = {}) =>
    resolve(
      valueOfResult(await loadSpec(await pipelineFolder({ 'pipeline.yaml': spec, ...files, ...more }))),
      artifacts,
    );
  const { applied: first, digest } = await applied();
  const checks = [...(first.spec.gates?.data.checks ?? []), ...(first.spec.gates?.labels?.checks ?? [])];
  const pinned = [
    { path: 'checks.py', digest: digestOfText('print()') },
    { path: 'rules/a.json', digest: digestOfText('{}') },
  ];
  expect(checks.flatMap((check) => ('command' in check ? [check.command.pinned] : []))).toEqual([pinned, pinned]);
  expect(String(await artifacts.get(digestOfText('print()')))).toBe('print()');
  expect((await applied({ 'other.py': 'changed' })).digest).toBe(digest);
  expect((await applied({ 'rules/a.json': '[]' })).digest).not.toBe(digest);
});

test('the module of a custom check is pinned by content', async () => {
  const artifacts = await store();
  const folder = dirname(await pipelineFolder({ 'own/checks.ts': 'export default [];' }));
  const custom = Custom.parse({ check: 'spread@1', module: 'own/checks.ts' });
  const put = async (file: string) => (await artifacts.putFile(file)).digest;
  expect(await pinPrograms([{ custom }], folder, put)).toMatchObject([
    { custom: { pinned: [{ path: 'own/checks.ts', digest: digestOfText('export default [];') }] } },
  ]);
  expect(String(await artifacts.get(digestOfText('export default [];')))).toBe('export default [];');
});
