import type { TableGateName } from '#contracts/check.ts';
import type { Digest } from '#contracts/digest.ts';
import type { GateReport } from '#contracts/finding.ts';
import { gateCode } from '#domain/gates/report.ts';
import { judgeTable, type MeasuredTable } from '#domain/gates/table-gate.ts';
import { decide } from './decision-log.ts';
import { artifactActivities } from './policies.ts';

/** A gate over a table that work is done with: where it stands, and what it judged. */
export interface TableGateAt {
  /** `training/{model}/{request}`, `predictions/{model}/{start}/{pane}`. */
  readonly subject: string;
  readonly name: TableGateName;
  readonly spec: Digest;
  readonly inputs: readonly Digest[];
}

/** Judges a table, keeps the report, and records what came of it: a decision for each check that does not pass, and one for the gate. */
export async function passTableGate(
  { subject, name, spec, inputs }: TableGateAt,
  measured: MeasuredTable,
): Promise<{ readonly report: GateReport; readonly admits: boolean }> {
  const judged = judgeTable(name, measured);
  const { digest, findings, verdict, ...gate } = judged.report;
  await artifactActivities.storeJson({ value: { ...gate, verdict, findings } });
  for (const { check, column, verdict: outcome, code = 'CHECK_ERROR', affected } of findings) {
    if (outcome === 'pass') continue;
    decide({
      subject: [subject, name, check, ...(column === undefined ? [] : [column])].join('/'),
      kind: 'gate',
      outcome,
      code,
      ...(affected !== undefined && { numbers: { affected } }),
      evidence: [digest],
    });
  }
  decide({
    subject: `${subject}/${name}`,
    kind: 'gate',
    outcome: verdict,
    code: gateCode[verdict],
    numbers: { checks: findings.length },
    policy: { spec, path: `gates.${name}` },
    inputs: [...inputs],
    evidence: [digest],
  });
  return judged;
}
