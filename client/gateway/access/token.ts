import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Principal } from './access-file.ts';

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/**
 * Makes a bearer token and the hash for the access file. The token is random and long enough that a hash without salt
 * does not reveal it.
 */
export function newToken(): { readonly token: string; readonly sha256: string } {
  const token = `tidegate_${randomBytes(32).toString('base64url')}`;
  return { token, sha256: hashOf(token).toString('hex') };
}

/**
 * Finds the principal that a token belongs to. Compares with all of them, each in constant time, so that timing reveals
 * nothing.
 */
export function ownerOf(token: string, principals: readonly Principal[]): Principal | undefined {
  const hash = hashOf(token);
  let owner: Principal | undefined;
  for (const principal of principals) {
    if (principal.tokenSha256 !== undefined && timingSafeEqual(hash, principal.tokenSha256)) owner = principal;
  }
  return owner;
}
