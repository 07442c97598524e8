import { sign as signBytes } from 'node:crypto';
import type { ApprovalEnvelope, ApprovalStatement } from '#contracts/approval.ts';
import { canonicalJson } from '#domain/digest.ts';
import type { Signer } from './key-file.ts';

/** A statement with its Ed25519 signature over its canonical JSON. */
export function sign(statement: ApprovalStatement, { privateKey }: Signer): ApprovalEnvelope {
  const signature = signBytes(null, Buffer.from(canonicalJson(statement)), privateKey).toString('hex');
  return { statement, signature };
}
