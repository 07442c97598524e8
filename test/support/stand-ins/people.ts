import { generateKeyPairSync } from 'node:crypto';
import type { Signer } from '#client/keys/key-file.ts';
import { sign } from '#client/keys/sign.ts';
import type { ApprovalEnvelope, ApprovalStatement } from '#contracts/approval.ts';

/** Somebody with a key of their own, which no worker has. */
export interface Person extends Signer {
  says(statement: Omit<ApprovalStatement, 'principal' | 'at'>): ApprovalEnvelope;
}

export function person(name: string, role: string): Person {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { x = '' } = privateKey.export({ format: 'jwk' });
  const principal = { name, roles: [role], publicKey: Buffer.from(x, 'base64url').toString('hex') };
  const signer = { principal, privateKey };
  return { ...signer, says: (statement) => sign({ ...statement, principal: name, at: Date.now() }, signer) };
}
