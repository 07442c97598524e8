import type { Code } from '#contracts/codes.ts';
import type { Choice } from '#contracts/decision.ts';
import type { Digest } from '#contracts/digest.ts';
import type { GateReport } from '#contracts/finding.ts';
import { within } from '#contracts/ids/subjects.ts';
import { gateCode } from '#domain/gates/report.ts';
import { decide } from './decision-log.ts';

type Numbers = NonNullable<Choice['numbers']>;

/** What a gate judged, by which part of the spec, and what it found. */
export interface Judged extends Required<Pick<Choice, 'subject' | 'policy' | 'inputs'>> {
  readonly report: GateReport;
  /** Where it is another one than the verdict's own. */
  readonly code?: Code;
  /** Of the gate alone. */
  readonly numbers: Numbers;
  /** Of the gate and of each finding. */
  readonly at?: Numbers;
  /** Beside the report. */
  readonly evidence?: readonly Digest[];
}

/** A decision for each check that does not pass, and one for the gate. */
export function recordVerdict({ subject, policy, inputs, report, numbers, at, evidence = [], ...given }: Judged): void {
  const { digest, verdict, findings } = report;
  for (const finding of findings) {
    const { verdict: outcome, code = 'CHECK_ERROR', affected } = finding;
    if (outcome === 'pass') continue;
    decide({
      subject: within(subject, finding.check, finding.column),
      kind: 'gate',
      outcome,
      code,
      ...((at || affected !== undefined) && { numbers: { ...at, ...(affected !== undefined && { affected }) } }),
      evidence: [digest],
    });
  }
  decide({
    subject,
    kind: 'gate',
    outcome: verdict,
    code: given.code ?? gateCode[verdict],
    numbers: { ...at, ...numbers },
    policy,
    inputs,
    evidence: [digest, ...evidence],
  });
}
