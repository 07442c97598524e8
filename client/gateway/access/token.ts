import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Principal } from './access-file.ts';

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/** A new bearer token with what the access file holds of it. It is random enough that its plain hash gives nothing away. */
export function newToken(): { readonly token: string; readonly sha256: string } {
  const token = `tidegate_${randomBytes(32).toString('base64url')}`;
  return { token, sha256: hashOf(token).toString('hex') };
}

/** Whose token it is. All are compared, each in constant time. */
export function ownerOf(token: string, principals: readonly Principal[]): Principal | undefined {
  const hash = hashOf(token);
  let owner: Principal | undefined;
  for (const principal of principals) {
    if (principal.tokenSha256 !== undefined && timingSafeEqual(hash, principal.tokenSha256)) owner = principal;
  }
  return owner;
}
