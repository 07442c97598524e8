import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GateReport, Verdict } from '#contracts/finding.ts';
import type { Measure, Measurement } from '#contracts/measure.ts';
import { digestOf } from '#domain/digest.ts';
import { judgeGate } from '#domain/gates/judge.ts';
import { planOf } from '#domain/gates/plan.ts';
import { gateCode, reportOf, verdictOf } from '#domain/gates/report.ts';
import { context, counts, finding, gateOf } from '#test/support/data/gate-samples.ts';

describe('a gate’s verdict', () => {
  test.each([
    [['pass', 'pass'], 'pass'],
    [['pass', 'inconclusive'], 'inconclusive'],
    [['inconclusive', 'fail'], 'fail'],
    [['fail', 'error', 'pass'], 'error'],
    [[], 'inconclusive'],
  ] as const)('of %j is %s', (verdicts, expected) => expect(verdictOf(verdicts.map((v) => finding(v)))).toBe(expected));

  test('is never blocked by a warning', () => {
    const warned = fc.array(
      fc.constantFrom(...Verdict.options).map((verdict) => finding(verdict, { severity: 'warn' })),
    );
    fc.assert(fc.property(warned, (findings) => verdictOf([finding('pass'), ...findings]) === 'pass'));
  });

  test('does not depend on the order of findings, and one more never makes it better', () => {
    const gravity = ['pass', 'inconclusive', 'fail', 'error'];
    const some = fc.array(
      fc.constantFrom(...Verdict.options).map((verdict) => finding(verdict)),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(some, fc.constantFrom(...Verdict.options), (findings, another) => {
        expect(verdictOf(findings.toReversed())).toBe(verdictOf(findings));
        const more = verdictOf([...findings, finding(another)]);
        expect(gravity.indexOf(more)).toBeGreaterThanOrEqual(gravity.indexOf(verdictOf(findings)));
      }),
    );
  });

  test('has a code each', () => expect(Object.keys(gateCode).sort()).toEqual([...Verdict.options].sort()));
});

/** What is measured of no rows. */
const nothing: Partial<Record<Measure['kind'], Measurement>> = {
  columns: { columns: [] },
  drift: { drift: { rows: 0, referenceRows: 18, nulls: 0, referenceNulls: 0 } },
  groups: { groups: { expected: 3, missing: 3, first: [] } },
  outliers: { spread: { values: 0, outliers: 0 } },
  total: { total: { values: '0', numerator: '0', denominator: '1' } },
  quantile: { quantile: { values: 0 } },
  latest: { latest: null },
  command: { command: [] },
};

describe('a gate’s report', () => {
  const gate = gateOf([
    { rowCount: { min: 5 } },
    { nullRate: { column: 'origin', max: 0, severity: 'warn' } },
    { range: { column: 'distance', min: 0 } },
  ]);
  const measured = counts(10, 3, 0, 0);

  test('has a finding for each check, in their order', () => {
    const report = judgeGate('data', gate, context, measured);
    expect(report.findings.map(({ check, verdict }) => [check, verdict])).toEqual([
      ['rowCount', 'pass'],
      ['nullRate', 'fail'],
      ['range', 'pass'],
    ]);
    expect(report.verdict).toBe('pass');
    expect(GateReport.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  });

  test('is sealed by the digest of gate, verdict and findings', () => {
    const { digest, ...rest } = judgeGate('data', gate, context, measured);
    expect(digest).toBe(digestOf(rest));
    expect(judgeGate('data', gate, context, measured).digest).toBe(digest);
    expect(judgeGate('labels', gate, context, measured).digest).not.toBe(digest);
    expect(reportOf('data', []).digest).not.toBe(digest);
  });

  test('is an error where the engine is, with its code if it is a registered one', () => {
    const report = judgeGate('data', gate, context, [
      ...counts(10, 0),
      { error: 'COLUMN_MISSING' },
      { error: 'out of memory' },
    ]);
    expect(report.verdict).toBe('error');
    expect(report.findings[2]).toMatchObject({ verdict: 'error', code: 'COLUMN_MISSING', column: 'distance' });
  });

  test('names what was not measured', () => {
    const { findings } = judgeGate('data', gate, context, counts(10, 0, 0));
    expect(findings[2]).toMatchObject({ verdict: 'error', observed: { error: expect.stringContaining('outside') } });
  });

  test('never passes on what was not measured, or measured as something else', () => {
    const answers = fc.array(
      fc.constantFrom<object>(
        { error: 'x' },
        { columns: [] },
        { count: 'many' },
        { count: '-1' },
        { count: '1e3' },
        { edges: [], numeric: false, reference: [], current: [] },
      ),
      { maxLength: 4 },
    );
    const all = gateOf(gate.checks.map((check) => structuredClone(check)));
    fc.assert(
      fc.property(answers, (given) => {
        const report = judgeGate('data', all, context, given as never);
        expect(report.verdict).toBe('error');
        expect(report.findings.every(({ code }) => code === 'CHECK_ERROR')).toBe(true);
      }),
    );
  });

  test('never passes a check of severity error on a source without rows', () => {
    const checks = [
      { schema: {} },
      { rowCount: {} },
      { rowCount: { withinOfPrevious: 1 } },
      { nullRate: { column: 'a', max: 1 } },
      { unique: { columns: ['a'] } },
      { range: { column: 'a' } },
      { set: { column: 'a', values: ['x'] } },
      { pattern: { column: 'a', pattern: 'x' } },
      { dateFormat: { column: 'a', format: '%Y' } },
      { compare: { left: 'a', operator: '<', right: 'b' } },
      { drift: { column: 'a', method: 'psi', max: 10, minRows: 1 } },
      { foreignKey: { columns: ['a'], to: { source: 'other' } } },
      { completeness: { by: ['a'], expected: ['x'] } },
      { completeness: { by: ['a'], min: 0 } },
      { outliers: { column: 'a', max: 1 } },
      { sum: { column: 'a', min: -1 } },
      { mean: { column: 'a', min: -1 } },
      { quantile: { column: 'a', q: 0.5, min: -1 } },
      { monotonic: { column: 'a', by: ['b'] } },
      { freshness: { column: 'a', maxAge: '1d' } },
      { features: { columns: ['a'], constant: 'allow', maxNullRate: 1 } },
      { manifest: { files: 1 } },
      { command: { run: ['true'] } },
    ];
    const pinned = {
      ...context,
      references: { flights: digestOf('reference') },
      previousRows: { flights: [0] },
      window: { start: 0, end: 1 },
      files: { flights: 1 },
    };
    for (const check of checks) {
      const one = gateOf([check]);
      const empty = planOf(one, pinned).map(({ kind }) => nothing[kind] ?? { count: '0' });
      expect(judgeGate('data', one, pinned, empty).verdict, JSON.stringify(check)).toBe('inconclusive');
    }
  });
});
