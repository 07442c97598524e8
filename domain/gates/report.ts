import type { Code } from '#contracts/codes.ts';
import type { Finding, GateReport, Verdict } from '#contracts/finding.ts';
import { digestOf } from '../digest.ts';

/** The code by which a decision names a gate's verdict. */
export const gateCode = {
  pass: 'GATE_PASSED',
  fail: 'GATE_FAILED',
  inconclusive: 'GATE_INCONCLUSIVE',
  error: 'GATE_ERROR',
} as const satisfies Record<Verdict, Code>;

const gravest = ['error', 'fail', 'inconclusive'] as const;

/**
 * The gravest verdict among the findings of severity `error`; those of `warn` are recorded and never block.
 *
 * A gate whose checks are all warnings passes: it was declared to block nothing. One without findings cannot tell.
 */
export function verdictOf(findings: readonly Finding[]): Verdict {
  if (findings.length === 0) return 'inconclusive';
  const blocking = new Set(findings.filter(({ severity }) => severity === 'error').map(({ verdict }) => verdict));
  return gravest.find((verdict) => blocking.has(verdict)) ?? 'pass';
}

/** The report of a gate, sealed by the digest of what it says. */
export function reportOf(gate: string, findings: readonly Finding[]): GateReport {
  const report = { gate, verdict: verdictOf(findings), findings: [...findings] };
  return { ...report, digest: digestOf(report) };
}
