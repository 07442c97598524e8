import type { Code } from '#contracts/codes.ts';
import type { GateReport } from '#contracts/finding.ts';
import { checkDecision } from '#domain/decisions/check.ts';
import { gateDecision } from '#domain/decisions/gate.ts';
import type { Draft } from '#domain/decisions/kind.ts';
import { gateCode } from '#domain/gates/report.ts';
import { decide } from './decision-log.ts';

type Verdict = Draft<typeof gateDecision.forms>;

/** A gate's report, with the part of the spec that it was judged by. */
export interface Judged extends Pick<Verdict, 'inputs' | 'numbers'> {
  /** What the gate's decision is about. */
  readonly gate: string;
  readonly policy: NonNullable<Verdict['policy']>;
  readonly report: GateReport;
  /** The code of the gate's decision, if it differs from the verdict's own code. */
  readonly code?: Code;
  /** The pane and round of the gate's decision and of each finding's. */
  readonly at?: { readonly pane: number; readonly round: number };
  /** Evidence in addition to the report. */
  readonly evidence?: Omit<Verdict['evidence'], 'report'>;
}

/** A decision for each check that does not pass, and one for the gate. */
export function recordVerdict({ gate: about, policy, inputs, report, numbers, at, evidence, code }: Judged): void {
  const { digest, verdict, findings } = report;
  for (const finding of findings) {
    if (finding.verdict === 'pass') continue;
    decide(
      checkDecision.draft({
        about: { gate: about, check: finding.check, column: finding.column },
        outcome: finding.verdict,
        code: finding.code ?? 'CHECK_ERROR',
        numbers: { ...at, affected: finding.affected },
        evidence: { report: digest },
      }),
    );
  }
  decide(
    gateDecision.draft({
      about,
      outcome: verdict,
      code: code ?? gateCode[verdict],
      numbers: { ...at, ...numbers },
      policy,
      inputs,
      evidence: { report: digest, ...evidence },
    }),
  );
}
