import type { ModelCheck, ModelGate } from '#contracts/check.ts';
import type { CandidateMeasurements } from '#contracts/evaluation.ts';
import type { Finding, GateReport } from '#contracts/finding.ts';
import { reportOf } from '../gates/report.ts';
import { baseline } from './checks/baseline.ts';
import { holdout, integrity, leakage } from './checks/fitness.ts';
import { atLeast, atMost } from './checks/metrics.ts';

/**
 * Judges a candidate by what was measured of it on held-out rows: one finding a check, in the order of the gate.
 *
 * The intervals are symmetric around the mean: normal for areas under the curve (DeLong), Student's t for log losses.
 */
export const judgeCandidate = (gate: ModelGate, measured: CandidateMeasurements): GateReport =>
  reportOf(
    'model',
    gate.checks.map((check) => findingOf(check, measured)),
  );

function findingOf(check: ModelCheck, measured: CandidateMeasurements): Finding {
  if ('integrity' in check) return { check: 'integrity', severity: 'error', ...integrity(check.integrity, measured) };
  if ('leakage' in check) return { check: 'leakage', severity: 'error', ...leakage(check.leakage, measured) };
  if ('holdout' in check) return { check: 'holdout', severity: 'error', ...holdout(check.holdout, measured) };
  if ('baseline' in check) return { check: 'baseline', severity: 'error', ...baseline(check.baseline, measured) };
  if ('auc' in check) {
    const { min, severity } = check.auc;
    return { check: 'auc', severity, ...atLeast(min, 'auc', 'AUC_BELOW_MINIMUM', measured) };
  }
  if ('logLoss' in check) {
    const { max, severity } = check.logLoss;
    return { check: 'logLoss', severity, ...atMost(max, 'logLoss', 'LOG_LOSS_ABOVE_MAXIMUM', measured) };
  }
  if ('brier' in check) {
    const { max, severity } = check.brier;
    return { check: 'brier', severity, ...atMost(max, 'brier', 'BRIER_ABOVE_MAXIMUM', measured) };
  }
  const { max, severity } = check.calibration;
  return {
    check: 'calibration',
    severity,
    ...atMost(max, 'calibrationError', 'CALIBRATION_ERROR_ABOVE_MAXIMUM', measured),
  };
}
