import type { TableGateName } from '#contracts/check.ts';
import type { Digest } from '#contracts/digest.ts';
import type { GateReport } from '#contracts/finding.ts';
import { within } from '#contracts/ids/subjects.ts';
import { judgeTable, type MeasuredTable } from '#domain/gates/table-gate.ts';
import { storeReport } from './report.ts';
import { type Judged, recordVerdict } from './verdict.ts';

/** A gate over a table that a training or inference reads or writes: its place in the spec, and what it judged. */
export interface TableGateAt {
  /** `training/{model}/{request}`, `predictions/{model}/{start}/{pane}`. */
  readonly subject: string;
  readonly name: TableGateName;
  readonly spec: Digest;
  readonly inputs: NonNullable<Judged['inputs']>;
}

/** Judges a table, keeps the report, and records what came of it: a decision for each check that does not pass, and one for the gate. */
export async function passTableGate(
  { subject, name, spec, inputs }: TableGateAt,
  measured: MeasuredTable,
): Promise<{ readonly report: GateReport; readonly admits: boolean }> {
  const judged = judgeTable(name, measured);
  await storeReport(judged.report);
  recordVerdict({
    gate: within(subject, name),
    report: judged.report,
    numbers: { checks: judged.report.findings.length },
    policy: { spec, path: `gates.${name}` },
    inputs,
  });
  return judged;
}
