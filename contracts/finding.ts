import { z } from 'zod';
import { Severity } from './checks/options.ts';
import { Code } from './codes.ts';
import { Digest } from './digest.ts';

export const Verdict = z.enum(['pass', 'fail', 'inconclusive', 'error']);
export type Verdict = z.infer<typeof Verdict>;

/** The result of one check. `observed` and `expected` are plain JSON made of numbers, strings and short lists. */
export const Finding = z.strictObject({
  /** `nullRate`, `auc`, … */
  check: z.string(),
  source: z.string().optional(),
  column: z.string().optional(),
  verdict: Verdict,
  code: Code.optional(),
  observed: z.record(z.string(), z.json()),
  expected: z.record(z.string(), z.json()),
  severity: Severity,
  /** Number of rows that break the check, if it is about rows. */
  affected: z.number().int().min(0).optional(),
});
export type Finding = z.infer<typeof Finding>;

/** A gate's findings in the order of its checks, and the verdict. */
export const GateReport = z.strictObject({
  gate: z.string(),
  verdict: Verdict,
  findings: z.array(Finding),
  /** Digest of gate, verdict and findings. */
  digest: Digest,
});
export type GateReport = z.infer<typeof GateReport>;
