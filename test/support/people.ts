import { newKey, readKey, type Signer } from '#client/keys/key-file.ts';
import { sign } from '#client/keys/sign.ts';
import type { ApprovalEnvelope, ApprovalStatement } from '#contracts/approval.ts';
import type { Principal } from '#contracts/principal.ts';

const roles = { lin: 'ml-lead', ada: 'ml-lead', bob: 'risk', eve: 'risk' } as const;
export type Person = keyof typeof roles;

/** People with keys of their own. Lin applies and asks; Ada and Bob approve; Eve is not among the principals. */
export interface People {
  readonly principals: readonly Principal[];
  /** Signs a statement with a person's key, whoever it says it is by. */
  sign(statement: ApprovalStatement, by: Person): ApprovalEnvelope;
}

export async function makePeople(home: string): Promise<People> {
  const signers = new Map<string, Signer>();
  for (const [name, role] of Object.entries(roles)) {
    await newKey(home, name, [role]);
    signers.set(name, await readKey(home, name));
  }
  return {
    principals: [...signers.values()].map(({ principal }) => principal).filter(({ name }) => name !== 'eve'),
    sign(statement, by) {
      const signer = signers.get(by);
      if (signer === undefined) throw new RangeError(`${by} has no key`);
      return sign(statement, signer);
    },
  };
}
