import type { DataGate } from '#contracts/check.ts';
import type { Finding, GateReport } from '#contracts/finding.ts';
import type { Measurement } from '#contracts/measure.ts';
import { type Answers, faultOf } from './checks/answers.ts';
import { type BoundCheck, boundCheck } from './checks/bound.ts';
import type { Judgement } from './checks/kind.ts';
import { erred } from './checks/verdicts.ts';
import type { GateContext } from './context.ts';
import { measureKey, planOf } from './plan.ts';
import { reportOf } from './report.ts';

/**
 * Judges a gate from what was measured: one finding a check, in their order.
 *
 * @param measurements the answers to `planOf(gate, context)`, in its order; one that is lacking is an `error`
 */
export function judgeGate(
  name: string,
  gate: Pick<DataGate, 'checks'>,
  context: GateContext,
  measurements: readonly Measurement[],
): GateReport {
  const answered = new Map(planOf(gate, context).map((measure, i) => [measureKey(measure), measurements[i]]));
  const answers: Answers = (measure) =>
    answered.get(measureKey(measure)) ?? { error: `${measure.kind} was not measured` };
  return reportOf(
    name,
    gate.checks.map((check) => findingOf(boundCheck(check, context), answers)),
  );
}

function findingOf(check: BoundCheck, answers: Answers): Finding {
  return { check: check.name, source: check.source, severity: check.severity, ...judge(check, answers) };
}

function judge(check: BoundCheck, answers: Answers): Judgement {
  const [fault] = check.measures().flatMap((measure) => faultOf(measure, answers(measure)) ?? []);
  return fault === undefined ? check.find(answers) : { ...check.subject, ...erred(fault, check.expected()) };
}
