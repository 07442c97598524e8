import { generateKeyPairSync } from 'node:crypto';
import type { Signer } from '#client/keys/key-file.ts';
import { sign } from '#client/keys/sign.ts';
import type { ApprovalEnvelope, ApprovalStatement } from '#contracts/approval.ts';
import type { Principal } from '#contracts/principal.ts';

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

/** Lin applies and asks; Ada and Bob approve; Eve is not among the principals. */
export type PersonName = 'lin' | 'ada' | 'bob' | 'eve';

export interface People {
  readonly principals: readonly Principal[];
  /** Signs a statement with a person's key, whoever it says it is by. */
  sign(statement: ApprovalStatement, by: PersonName): ApprovalEnvelope;
}

export function makePeople(): People {
  const all: Readonly<Record<PersonName, Person>> = {
    lin: person('lin', 'ml-lead'),
    ada: person('ada', 'ml-lead'),
    bob: person('bob', 'risk'),
    eve: person('eve', 'risk'),
  };
  return {
    principals: [all.lin, all.ada, all.bob].map(({ principal }) => principal),
    sign: (statement, by) => sign(statement, all[by]),
  };
}
