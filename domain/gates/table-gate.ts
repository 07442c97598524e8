import type { TableGate, TableGateName } from '#contracts/check.ts';
import type { GateReport } from '#contracts/finding.ts';
import type { Measurement } from '#contracts/measure.ts';
import type { GateContext } from './context.ts';
import { judgeGate } from './judge.ts';

/** A table's gate with what was measured for it: all that its judgement takes. */
export interface MeasuredTable {
  readonly gate: TableGate;
  readonly context: GateContext;
  /** In the order of the gate's plan. */
  readonly measurements: readonly Measurement[];
}

/** Judges a table, and says whether work may go on with it: what fails, or could not be asked, never may. */
export function judgeTable(
  name: TableGateName,
  { gate, context, measurements }: MeasuredTable,
): { readonly report: GateReport; readonly admits: boolean } {
  const report = judgeGate(name, gate, context, measurements);
  const { verdict } = report;
  return { report, admits: verdict === 'pass' || (verdict === 'inconclusive' && gate.onInconclusive === 'pass') };
}
