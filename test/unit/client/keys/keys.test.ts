import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyAsync } from '@noble/ed25519';
import { expect, onTestFinished, test } from 'vitest';
import { newKey, readKey } from '#client/keys/key-file.ts';
import { addPrincipal } from '#client/keys/principal-file.ts';
import { sign } from '#client/keys/sign.ts';
import { ApprovalEnvelope } from '#contracts/approval.ts';
import { canonicalJson } from '#domain/digest.ts';

async function folder() {
  const path = await mkdtemp(join(tmpdir(), 'tidegate-keys-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

test('a key is for its owner alone, and is never overwritten', async () => {
  const home = await folder();
  const { file, principal } = await newKey(home, 'ada', ['ml-lead']);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await stat(join(home, 'keys'))).mode & 0o777).toBe(0o700);
  await expect(newKey(home, 'ada', ['risk'])).rejects.toMatchObject({ problem: { code: 'USAGE', observed: file } });
  expect((await readKey(home, 'ada')).principal).toEqual(principal);
});

test('a signature holds for exactly what was said', async () => {
  const home = await folder();
  const { principal } = await newKey(home, 'ada', ['ml-lead']);
  const statement = {
    promotion: 'promotion/m/1',
    evidence: `sha256:${'e'.repeat(64)}`,
    verdict: 'approve',
    principal: 'ada',
    at: 1,
  } as const;
  const envelope = ApprovalEnvelope.parse(sign(statement, await readKey(home, 'ada')));
  const [signature, key] = [envelope.signature ?? '', principal.publicKey].map((hex) =>
    Uint8Array.from(Buffer.from(hex, 'hex')),
  );
  const holds = (said: object) =>
    verifyAsync(signature as Uint8Array, new TextEncoder().encode(canonicalJson(said)), key as Uint8Array);
  expect(await holds(statement)).toBe(true);
  expect(await holds({ ...statement, verdict: 'reject' })).toBe(false);
});

test('a key that is not there is named with the one that was meant', async () => {
  const home = await folder();
  await newKey(home, 'ada', ['ml-lead']);
  await expect(readKey(home, 'adda')).rejects.toMatchObject({
    problem: { code: 'NOT_FOUND', remedy: 'Did you mean `ada`?' },
  });
});

test('a principal is added to a file that keeps its comments', async () => {
  const home = await folder();
  const file = join(home, 'principals.yaml');
  await writeFile(
    file,
    `# who may approve\nprincipals:\n  - { name: bob, roles: [risk], publicKey: '${'b'.repeat(64)}' } # since May\n`,
  );
  const { principal } = await newKey(home, 'ada', ['ml-lead', 'risk']);
  await addPrincipal(file, principal);
  const text = await readFile(file, 'utf8');
  expect(text).toContain('# who may approve');
  expect(text).toContain('# since May');
  expect(text).toContain(`name: ada`);
  await expect(addPrincipal(file, principal)).rejects.toMatchObject({ problem: { code: 'USAGE' } });
});

test('a file of principals is made where there is none', async () => {
  const home = await folder();
  const file = join(home, 'principals.yaml');
  const { principal } = await newKey(home, 'ada', ['ml-lead']);
  await addPrincipal(file, principal);
  expect(await readFile(file, 'utf8')).toBe(
    `principals:\n  - { name: ada, roles: [ ml-lead ], publicKey: ${principal.publicKey} }\n`,
  );
});
