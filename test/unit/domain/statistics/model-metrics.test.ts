import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { metricsOf } from '#domain/models/metrics.ts';
import { brierScore } from '#domain/statistics/brier.ts';
import { calibrationError, reliabilityBins } from '#domain/statistics/calibration.ts';
import { areaUnderCurve, aucDifference } from '#domain/statistics/delong.ts';
import { logLoss, logLosses } from '#domain/statistics/log-loss.ts';
import { pairedDifference } from '#domain/statistics/paired.ts';
import { expectClose, reference } from './reference.ts';

describe.each(reference.comparisons)('on $name', (stored) => {
  const { labels, candidate, other } = stored;

  test('each measure is scikit-learn’s', () => {
    const metrics = metricsOf(labels, candidate);
    expectClose(metrics.values.auc, stored.auc);
    expectClose(metrics.values.logLoss, stored.logLoss);
    expectClose(metrics.values.brier, stored.brier);
    expectClose(metrics.values.calibration, stored.calibrationError);
    expect(metrics.reliability.map(({ rows }) => rows)).toEqual(stored.binRows);
  });

  test('the areas’ difference and its error are DeLong’s', () => {
    const difference = aucDifference(labels, candidate, other);
    expectClose(difference?.mean, stored.aucDifference.mean);
    expectClose(difference?.error, stored.aucDifference.error);
  });

  test('the paired difference of log loss and its error are scipy’s', () => {
    const difference = pairedDifference(logLosses(labels, candidate), logLosses(labels, other));
    expectClose(difference.mean, stored.logLossDifference.mean);
    expectClose(difference.error, stored.logLossDifference.error);
  });
});

/** Both classes twice at least, scores with many ties. */
const scored = fc
  .array(
    fc.record({ label: fc.constantFrom(0, 1), a: fc.integer({ min: 0, max: 9 }), b: fc.integer({ min: 0, max: 9 }) }),
    {
      minLength: 1,
      maxLength: 40,
    },
  )
  .map((rows) => [...rows, ...[0, 0, 1, 1].map((label) => ({ label, a: 5, b: 5 }))])
  .map((rows) => ({ labels: rows.map((r) => r.label), a: rows.map((r) => r.a / 9), b: rows.map((r) => r.b / 9) }));

describe('the area under the curve', () => {
  test('is the share of pairs in the right order, ties counted half', () => {
    fc.assert(
      fc.property(scored, ({ labels, a }) => {
        const ofLabel = (label: number) => a.filter((_, i) => labels[i] === label);
        const pairs = ofLabel(1).flatMap((p) => ofLabel(0).map((n) => (p > n ? 1 : p === n ? 0.5 : 0)));
        const share = pairs.reduce((sum: number, won) => sum + won, 0) / pairs.length;
        expectClose(areaUnderCurve(labels, a), share);
      }),
    );
  });

  test('does not change when scores are transformed in order, and turns around with their sign', () => {
    fc.assert(
      fc.property(scored, ({ labels, a }) => {
        const auc = areaUnderCurve(labels, a);
        expect(
          areaUnderCurve(
            labels,
            a.map((x) => x ** 3 + 1),
          ),
        ).toEqual(auc);
        expectClose(
          areaUnderCurve(
            labels,
            a.map((x) => -x),
          ),
          1 - (auc ?? Number.NaN),
        );
      }),
    );
  });

  test('differs from itself by nothing, without error', () => {
    fc.assert(
      fc.property(scored, ({ labels, a }) => {
        expect(aucDifference(labels, a, a)).toEqual({ rows: labels.length, mean: 0, error: 0 });
      }),
    );
  });

  test('changes its difference’s sign when the models change places', () => {
    fc.assert(
      fc.property(scored, ({ labels, a, b }) => {
        const [ab, ba] = [aucDifference(labels, a, b), aucDifference(labels, b, a)];
        expectClose(ab?.mean, -(ba?.mean ?? Number.NaN));
        expectClose(ab?.error, ba?.error ?? Number.NaN);
      }),
    );
  });

  test('is unknown where a class has no row, and not compared where one has a single row', () => {
    expect(areaUnderCurve([1, 1], [0.1, 0.2])).toBeNull();
    expect(areaUnderCurve([], [])).toBeNull();
    expect(areaUnderCurve([1, 0, 0], [0.3, 0.2, 0.3])).toBe(0.75);
    expect(aucDifference([1, 0, 0], [0.3, 0.2, 0.3], [0.1, 0.2, 0.3])).toBeNull();
  });

  test('of a hundred thousand rows takes far less than a second', () => {
    const scores = Float64Array.from({ length: 100_000 }, (_, i) => ((i * 7919) % 10_007) / 10_007);
    const labels = Uint8Array.from({ length: 100_000 }, (_, i) => ((i * 31) % 7 === 0 ? 1 : 0));
    const begun = process.cpuUsage();
    areaUnderCurve(labels, scores);
    expect(process.cpuUsage(begun).user / 1_000).toBeLessThan(2_000);
  });
});

describe('measures of rows', () => {
  test('are null of no rows, never NaN', () => {
    const values = { auc: null, logLoss: null, brier: null, calibration: null };
    expect(metricsOf([], [])).toMatchObject({ rows: 0, positives: 0, values });
    expect([logLoss([], []), brierScore([], []), calibrationError(reliabilityBins([], []))]).toEqual([
      null,
      null,
      null,
    ]);
  });

  test('are refused to labels and scores that are none', () => {
    expect(() => metricsOf([1], [Number.NaN])).toThrow(RangeError);
    expect(() => metricsOf([1], [1.5])).toThrow(RangeError);
    expect(() => metricsOf([2], [0.5])).toThrow(RangeError);
    expect(() => metricsOf([1, 0], [0.5])).toThrow(RangeError);
  });

  test('a row that was surely wrong costs 36.04 nats', () => {
    expect(logLosses([1, 0], [0, 1])).toEqual(Float64Array.of(-Math.log(2 ** -52), -Math.log(2 ** -52)));
  });

  test('every row is in exactly one reliability bin', () => {
    const rows = fc.array(fc.tuple(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(rows, (pairs) => {
        const bins = reliabilityBins(
          pairs.map(([label]) => label),
          pairs.map(([, p]) => p),
        );
        expect(bins.length).toBe(10);
        expect(bins.reduce((sum, bin) => sum + bin.rows, 0)).toBe(pairs.length);
      }),
    );
  });

  test('a paired difference of one row has no error, of none no mean', () => {
    expect(pairedDifference([3], [1])).toEqual({ rows: 1, mean: 2, error: 0 });
    expect(pairedDifference([], [])).toEqual({ rows: 0, mean: 0, error: 0 });
    expect(() => pairedDifference([1], [])).toThrow(RangeError);
  });
});
