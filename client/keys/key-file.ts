import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { probably } from '#contracts/misnamed.ts';
import { Principal } from '#contracts/principal.ts';
import { TidegateError } from '#contracts/problem.ts';

/** A principal with its private key. Only its owner may read the file, and no worker ever receives it. */
const KeyFile = z.strictObject({
  ...Principal.shape,
  /** Raw Ed25519 private key, 32 bytes as 64 hexadecimal digits. */
  privateKey: z.string().regex(/^[0-9a-f]{64}$/),
});

/** A principal that can sign. */
export interface Signer {
  readonly principal: Principal;
  readonly privateKey: KeyObject;
}

const folderOf = (home: string): string => join(home, 'keys');
const fileOf = (home: string, name: string): string => join(folderOf(home), `${name}.json`);

/** Makes a key for a principal and stores it in `<home>/keys/NAME.json`. Throws `USAGE` if that file exists. */
export async function newKey(
  home: string,
  name: string,
  roles: readonly string[],
): Promise<{ readonly principal: Principal; readonly file: string }> {
  const { x, d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const principal: Principal = { name, roles: [...roles], publicKey: hexOf(x) };
  const file = fileOf(home, name);
  await mkdir(folderOf(home), { recursive: true, mode: 0o700 });
  const text = `${JSON.stringify({ ...principal, privateKey: hexOf(d) }, null, 2)}\n`;
  try {
    await writeFile(file, text, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause;
    const problem = {
      code: 'USAGE',
      message: `${name} has a key already`,
      observed: file,
      remedy: 'Use it, or move the file away.',
    } as const;
    throw new TidegateError(problem, { cause });
  }
  return { principal, file };
}

/** Reads a principal's key. Throws `NOT_FOUND`, with the nearest name, if there is none. */
export async function readKey(home: string, name: string): Promise<Signer> {
  const text = await readFile(fileOf(home, name), 'utf8').catch(() => undefined);
  if (text === undefined) throw await noKey(home, name);
  const { privateKey, ...principal } = KeyFile.parse(JSON.parse(text));
  const encoded = (hex: string) => Buffer.from(hex, 'hex').toString('base64url');
  const key = { kty: 'OKP', crv: 'Ed25519', d: encoded(privateKey), x: encoded(principal.publicKey) };
  return { principal, privateKey: createPrivateKey({ key, format: 'jwk' }) };
}

async function noKey(home: string, name: string): Promise<TidegateError> {
  const files = await readdir(folderOf(home)).catch((): string[] => []);
  const names = files.filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -'.json'.length));
  return new TidegateError({
    code: 'NOT_FOUND',
    message: `there is no key of ${name} in ${folderOf(home)}`,
    path: '--as',
    observed: name,
    ...(names.length > 0 && { expected: `one of ${names.join(', ')}` }),
    remedy: `Make one: tidegate keys new ${name} --role ROLE`,
    ...probably(name, names),
  });
}

const hexOf = (base64url: string | undefined): string => Buffer.from(base64url ?? '', 'base64url').toString('hex');
