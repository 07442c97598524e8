import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rocCurve } from '#activities/models/roc.ts';
import { areaUnderCurve } from '#domain/statistics/delong.ts';

const rows = fc.array(fc.record({ label: fc.constantFrom(0, 1), score: fc.integer({ min: 0, max: 9 }) }), {
  maxLength: 60,
});

test('the area under the curve is the AUC, ties counted half', () => {
  fc.assert(
    fc.property(rows, (sample) => {
      const labels = sample.map(({ label }) => label);
      const scores = sample.map(({ score }) => score / 10);
      const curve = rocCurve(labels, scores);
      const expected = areaUnderCurve(labels, scores);
      if (!curve || expected === null) {
        expect([curve, expected]).toEqual([null, null]);
        return;
      }
      const area = curve.slice(1).reduce((sum, [x, y], i) => {
        const [x0, y0] = curve[i] ?? [0, 0];
        return sum + ((x - x0) * (y + y0)) / 2;
      }, 0);
      expect(area).toBeCloseTo(expected, 10);
    }),
  );
});

test('a long curve is thinned, its ends are kept', () => {
  const labels = Array.from({ length: 5_000 }, (_, i) => (i * 7919) % 2);
  const curve = rocCurve(
    labels,
    labels.map((_, i) => ((i * 104_729) % 5_003) / 5_003),
  );
  expect(curve?.length).toBe(200);
  expect([curve?.[0], curve?.at(-1)]).toEqual([
    [0, 0],
    [1, 1],
  ]);
});
