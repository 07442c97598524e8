import { z } from 'zod';
import { column, common } from './options.ts';

export const driftMethods = ['psi', 'ks', 'wasserstein', 'jensenShannon', 'chiSquared'] as const;
export type DriftMethod = (typeof driftMethods)[number];

/** A column's distribution is near that of the pinned reference. */
export const Drift = z.strictObject({
  ...common,
  column,
  method: z.enum(driftMethods),
  /** The largest statistic that passes; either this or `minPValue`. */
  max: z.number().min(0).optional(),
  /** The smallest p-value that passes; of `ks` and `chiSquared` only. */
  minPValue: z.number().min(0).max(1).optional(),
  /** How many values each side must have at least; with fewer the check is inconclusive. */
  minRows: z.number().int().min(1).default(1),
});
