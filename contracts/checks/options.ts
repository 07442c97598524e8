import { z } from 'zod';

/** A share: a number from 0 to 1, or a percentage such as `1%`. */
export const Share = z
  .union([z.number(), z.string()])
  .transform((value, context) => {
    const match = typeof value === 'string' ? /^(\d+(?:\.\d+)?)%$/.exec(value) : undefined;
    const share = typeof value === 'number' ? value : match ? Number(match[1]) / 100 : Number.NaN;
    if (share >= 0 && share <= 1) return share;
    context.addIssue({ code: 'custom', message: 'expected a share from 0 to 1, or a percentage such as 1%' });
    return z.NEVER;
  })
  .meta({ description: 'a share such as `0.01` or `1%`' });

/** Whether a check that does not pass blocks, or is recorded only. */
export const Severity = z.enum(['error', 'warn']);
export type Severity = z.infer<typeof Severity>;

/** What every check may say. */
export const common = {
  /** The source that is checked; the first of `windows.align` where it is left out. */
  source: z.string().optional(),
  severity: Severity.default('error'),
};

export const column = z.string().min(1);
export const columns = z
  .union([column, z.array(column).min(1).max(32)])
  .transform((value) => (typeof value === 'string' ? [value] : value));
