import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ModelCheck, ModelGate } from '#contracts/check.ts';
import type { CandidateMeasurements, Differences, Metrics } from '#contracts/evaluation.ts';
import { GateReport } from '#contracts/finding.ts';
import { digestOf } from '#domain/digest.ts';
import { judgeCandidate } from '#domain/models/judge.ts';

const metrics: Metrics = {
  rows: 1000,
  positives: 200,
  values: { auc: 0.7, logLoss: 0.45, brier: 0.15, calibration: 0.03 },
  reliability: [],
};

const differences: Differences = {
  auc: { rows: 1000, mean: 0.01, error: 0.01 },
  logLoss: { rows: 1000, mean: -0.01, error: 0.005 },
};

const measured: CandidateMeasurements = {
  integrity: { loads: true, featuresMatch: true, maxScoreDifference: 1e-7, sampleRows: 100 },
  leakage: { entities: 20, differing: 0 },
  holdout: { rows: 1050, labelled: 1000 },
  candidate: metrics,
  champion: { ...metrics, values: { ...metrics.values, auc: 0.69 } },
  differences,
  evaluation: digestOf('evaluation'),
};

const judge = (check: unknown, more: Partial<CandidateMeasurements> = {}) => {
  const [finding] = judgeCandidate(ModelGate.parse({ checks: [check] }), { ...measured, ...more }).findings;
  if (!finding) throw new Error('no finding');
  return finding;
};
const told = (check: unknown, more: Partial<CandidateMeasurements> = {}) => {
  const { verdict, code } = judge(check, more);
  return [verdict, code];
};

describe('integrity', () => {
  const of = (more: Partial<CandidateMeasurements['integrity']>) =>
    told({ integrity: {} }, { integrity: { ...measured.integrity, ...more } });
  test.each([
    ['a model that gives its trainer’s scores', {}, ['pass', 'CHECK_PASSED']],
    ['one that does not load', { loads: false, maxScoreDifference: null }, ['fail', 'MODEL_UNREADABLE']],
    ['one that wants other features', { featuresMatch: false }, ['fail', 'FEATURES_MISMATCH']],
    ['one whose scores differ', { maxScoreDifference: 1.1e-5 }, ['fail', 'MODEL_SCORES_DIFFER']],
    ['one whose scores differ as allowed', { maxScoreDifference: 1e-5 }, ['pass', 'CHECK_PASSED']],
    ['one that was not compared', { maxScoreDifference: null }, ['inconclusive', 'SAMPLE_TOO_SMALL']],
    ['one compared on no rows', { maxScoreDifference: 0, sampleRows: 0 }, ['inconclusive', 'SAMPLE_TOO_SMALL']],
  ])('of %s', (_, more, expected) => expect(of(more)).toEqual(expected));
});

describe('leakage and holdout', () => {
  test.each([
    ['features that stay', { leakage: {} }, {}, ['pass', 'CHECK_PASSED']],
    [
      'a feature that changes',
      { leakage: {} },
      { leakage: { entities: 20, differing: 1 } },
      ['fail', 'FEATURES_READ_THE_FUTURE'],
    ],
    [
      'a change among too few entities',
      { leakage: {} },
      { leakage: { entities: 1, differing: 1 } },
      ['fail', 'FEATURES_READ_THE_FUTURE'],
    ],
    [
      'too few entities',
      { leakage: {} },
      { leakage: { entities: 19, differing: 0 } },
      ['inconclusive', 'SAMPLE_TOO_SMALL'],
    ],
    ['enough labels', { holdout: { minRows: 1000 } }, {}, ['pass', 'CHECK_PASSED']],
    ['one label short', { holdout: { minRows: 1001 } }, {}, ['inconclusive', 'HOLDOUT_TOO_SMALL']],
  ])('of %s', (_, check, more, expected) => expect(told(check, more)).toEqual(expected));
});

describe('a measure', () => {
  const worse = { ...metrics, values: { auc: 0.5, logLoss: 0.7, brier: 0.3, calibration: 0.2 } };
  test.each([
    ['auc', { min: 0.7 }, 'AUC_BELOW_MINIMUM'],
    ['logLoss', { max: 0.45 }, 'LOG_LOSS_ABOVE_MAXIMUM'],
    ['brier', { max: 0.15 }, 'BRIER_ABOVE_MAXIMUM'],
    ['calibration', { max: 0.03 }, 'CALIBRATION_ERROR_ABOVE_MAXIMUM'],
  ])('%s passes at its bound, fails beyond it, and cannot tell unmeasured', (name, bound, code) => {
    const check = { [name]: bound };
    expect(told(check)).toEqual(['pass', 'CHECK_PASSED']);
    expect(told(check, { candidate: worse })).toEqual(['fail', code]);
    const none = { ...metrics, values: { auc: null, logLoss: null, brier: null, calibration: null } };
    expect(told(check, { candidate: none })).toEqual(['inconclusive', 'HOLDOUT_TOO_SMALL']);
    expect(told(check, { candidate: null })).toEqual(['inconclusive', 'HOLDOUT_TOO_SMALL']);
    const unreadable = { candidate: null, integrity: { ...measured.integrity, loads: false } };
    expect(told(check, unreadable)).toEqual(['inconclusive', 'MODEL_UNREADABLE']);
  });
  test('of severity warn does not block', () => {
    const gate = ModelGate.parse({ checks: [{ auc: { min: 0.9, severity: 'warn' } }, { holdout: { minRows: 1 } }] });
    expect(judgeCandidate(gate, measured).verdict).toBe('pass');
  });
});

describe('the baseline', () => {
  const auc = (margin: number) => ({ baseline: { metric: 'auc', margin } });
  const logLoss = (margin: number) => ({ baseline: { metric: 'logLoss', margin } });

  test('has the two-sided interval in its finding', () => {
    const { observed } = judge(auc(0.01));
    expect(observed).toMatchObject({ candidate: 0.7, champion: 0.69, difference: 0.01, rows: 1000 });
    expect(observed.low).toBeCloseTo(0.01 - 1.959963984540054 * 0.01, 12);
    expect(judge(logLoss(0)).observed.high).toBeCloseTo(-0.01 + 1.9623414611334493 * 0.005, 12);
  });
  test.each([
    ['within the margin', auc(0.01), {}, ['pass', 'CHECK_PASSED']],
    ['not shown to be within it', auc(0.005), {}, ['fail', 'WORSE_THAN_CHAMPION']],
    ['better in log loss', logLoss(0), {}, ['pass', 'CHECK_PASSED']],
    [
      'worse in log loss',
      logLoss(0.01),
      { differences: { ...differences, logLoss: { rows: 1000, mean: 0.02, error: 0.001 } } },
      ['fail', 'WORSE_THAN_CHAMPION'],
    ],
    [
      'the champion itself',
      auc(0),
      { differences: { ...differences, auc: { rows: 1000, mean: 0, error: 0 } } },
      ['pass', 'CHECK_PASSED'],
    ],
    ['without a champion', auc(0), { champion: null, differences: null }, ['pass', 'NO_CHAMPION']],
    [
      'without a comparison',
      auc(0),
      { differences: { ...differences, auc: null } },
      ['inconclusive', 'HOLDOUT_TOO_SMALL'],
    ],
    [
      'of one row',
      logLoss(1),
      { differences: { ...differences, logLoss: { rows: 1, mean: 0, error: 0 } } },
      ['inconclusive', 'HOLDOUT_TOO_SMALL'],
    ],
    [
      'of a model that was not scored',
      auc(0),
      { candidate: null, champion: null, differences: null },
      ['inconclusive', 'HOLDOUT_TOO_SMALL'],
    ],
  ])('%s', (_, check, more, expected) => expect(told(check, more)).toEqual(expected));

  test('never passes what a narrower margin fails, nor at more confidence what fails at less', () => {
    const mean = fc.double({ min: -0.2, max: 0.2, noNaN: true });
    const error = fc.double({ min: 0, max: 0.1, noNaN: true });
    const confidence = fc.double({ min: 0.6, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(mean, error, confidence, fc.constantFrom('auc', 'logLoss'), (m, e, c, metric) => {
        const passes = (margin: number, level: number) =>
          judge(
            { baseline: { metric, margin, confidence: level } },
            { differences: { ...differences, [metric]: { rows: 50, mean: m, error: e } } },
          ).verdict === 'pass';
        expect(passes(0.02, c) && !passes(0.05, c)).toBe(false);
        expect(passes(0.02, 0.995) && !passes(0.02, c)).toBe(false);
      }),
    );
  });
});

test('the report has the findings of the gate in order, and says fail for an unreadable model', () => {
  const checks = [{ integrity: {} }, { auc: { min: 0.6 } }, { baseline: { metric: 'auc', margin: 0 } }];
  const unreadable = {
    ...measured,
    integrity: { loads: false, featuresMatch: false, maxScoreDifference: null, sampleRows: 0 },
    candidate: null,
  };
  const report = judgeCandidate(ModelGate.parse({ checks }), unreadable);
  expect(report.findings.map(({ check }) => check)).toEqual(['integrity', 'auc', 'baseline']);
  expect([report.gate, report.verdict]).toEqual(['model', 'fail']);
  expect(GateReport.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
});

test('every declared model check is judged by its own name', () => {
  const every: ModelCheck[] = ModelGate.parse({
    checks: [
      { integrity: {} },
      { leakage: {} },
      { holdout: { minRows: 1 } },
      { auc: { min: 0 } },
      { logLoss: { max: 1 } },
      { brier: { max: 1 } },
      { calibration: { max: 1 } },
      { baseline: { metric: 'auc', margin: 1 } },
    ],
  }).checks;
  const report = judgeCandidate({ checks: every }, measured);
  expect(report.findings.map(({ check }) => check)).toEqual(every.flatMap((check) => Object.keys(check)));
  expect(report.verdict).toBe('pass');
});
