import { z } from 'zod';

/** Where a secret is found. Files and histories contain this reference, never the secret. */
const SecretRef = z.string().regex(/^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$/, 'expected env:NAME or file:PATH');

/** One secret, or several while one replaces another. */
export const SecretRefs = z.union([SecretRef, z.array(SecretRef).min(1).max(5)]);
