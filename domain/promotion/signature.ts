import { hashes, verify } from '@noble/ed25519';
import { sha512 } from '@noble/hashes/sha2.js';
import { hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import type { ApprovalStatement } from '#contracts/approval.ts';
import { canonicalJson } from '../digest.ts';

// The library's synchronous half has no hash of its own; the other half would need a clock's tick.
hashes.sha512 = sha512;

/** What an approver signs: the UTF-8 of the statement's RFC 8785 canonical JSON. */
export const approvalStatementBytes = (statement: ApprovalStatement): Uint8Array =>
  utf8ToBytes(canonicalJson(statement));

/**
 * Whether an Ed25519 signature (128 hexadecimal digits) over a statement was made with the key to a public key (64).
 *
 * By RFC 8032's rules, not ZIP 215's: encodings are canonical, S is below the group's order, and no key is of small order,
 * so that nobody can make a second signature from a first one.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8032#section-5.1.7
 */
export function isSignedBy(statement: ApprovalStatement, signature: string, publicKey: string): boolean {
  try {
    return verify(hexToBytes(signature), approvalStatementBytes(statement), hexToBytes(publicKey), { zip215: false });
  } catch {
    // Hexadecimal digits that are no key or no signature: whatever they are, nobody signed with them.
    return false;
  }
}
