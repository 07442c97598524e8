import type { ModelCheck, ModelGate } from '#contracts/check.ts';
import type { CandidateMeasurements } from '#contracts/evaluation.ts';
import type { Finding, GateReport } from '#contracts/finding.ts';
import { MetricName } from '#contracts/metrics.ts';
import { reportOf } from '../gates/report.ts';
import { baseline } from './checks/baseline.ts';
import { withinBound } from './checks/bounds.ts';
import { holdout, integrity, leakage } from './checks/fitness.ts';

/** Judges a candidate by what was measured of it on held-out rows: one finding a check, in the order of the gate. */
export const judgeCandidate = (gate: ModelGate, measured: CandidateMeasurements): GateReport =>
  reportOf(
    'model',
    gate.checks.flatMap((check) => findingsOf(check, measured)),
  );

/** A check is an object of one key, its name. */
function findingsOf(check: ModelCheck, measured: CandidateMeasurements): Finding[] {
  const severity = 'error';
  if ('integrity' in check) return [{ check: 'integrity', severity, ...integrity(check.integrity, measured) }];
  if ('leakage' in check) return [{ check: 'leakage', severity, ...leakage(check.leakage, measured) }];
  if ('holdout' in check) return [{ check: 'holdout', severity, ...holdout(check.holdout, measured) }];
  if ('baseline' in check) return [{ check: 'baseline', severity, ...baseline(check.baseline, measured) }];
  return Object.entries(check).map(([name, bound]) => ({
    check: name,
    severity: bound.severity,
    ...withinBound(MetricName.parse(name), bound, measured),
  }));
}
