import { z } from 'zod';

/** A person or service, with the key that proves who it is and the roles that it may act in. */
export const Principal = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9._-]{0,62}$/),
  roles: z.array(z.string().min(1)).min(1),
  /** Raw Ed25519 public key, 32 bytes as 64 hexadecimal digits. */
  publicKey: z.string().regex(/^[0-9a-f]{64}$/),
});
export type Principal = z.infer<typeof Principal>;

/** The file that a spec's `access.principals` names. */
export const PrincipalFile = z.strictObject({ principals: z.array(Principal) });
export type PrincipalFile = z.infer<typeof PrincipalFile>;
