import { z } from 'zod';

/** Where a secret is found: files and histories name the place, and hold none. */
const SecretRef = z.string().regex(/^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$/, 'expected env:NAME or file:PATH');

/** One secret, or several while they are changed. */
export const SecretRefs = z.union([SecretRef, z.array(SecretRef).min(1).max(5)]);
