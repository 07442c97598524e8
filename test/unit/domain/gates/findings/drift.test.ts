import { describe } from 'vitest';
import type { Drifted, Measurement } from '#contracts/measure.ts';
import { noReference, pass, says, tooSmall } from './says.ts';

const column = 'a';

describe('drift says', () => {
  const references = { flights: `sha256:${'1'.repeat(64)}` };
  const sides = { rows: 4, referenceRows: 5, nulls: 1, referenceNulls: 2 };
  const found = (more: Partial<Drifted>): Measurement[] => [{ drift: { ...sides, ...more } }];
  const psi = { drift: { column, method: 'psi', max: 0.25, minRows: 4 } };
  const ks = { drift: { column, method: 'ks', minPValue: 0.5 } };
  const psiExpected = { method: 'psi', max: 0.25, minRows: 4 };
  const ksExpected = { method: 'ks', minPValue: 0.5, minRows: 1 };
  const levels = (n: number) => ({
    numeric: false,
    edges: Array.from({ length: n }, (_, i) => `level ${i}`),
    reference: new Array<number>(n).fill(1),
    current: new Array<number>(n).fill(2),
  });
  says([
    ['that it has no reference', psi, [], { ...noReference, column, observed: {}, expected: psiExpected }],
    [
      'the statistic at its maximum, and what it was counted of',
      psi,
      found({ statistic: 0.25 }),
      { ...pass, column, observed: { ...sides, statistic: 0.25 }, expected: psiExpected },
      { references },
    ],
    [
      'that a side is too small',
      psi,
      found({ statistic: 0.5, rows: 3 }),
      { ...tooSmall, column, observed: { ...sides, rows: 3, statistic: 0.5 }, expected: psiExpected },
      { references },
    ],
    [
      'nothing that was not measured',
      psi,
      found({ statistic: undefined, pValue: undefined }),
      { ...tooSmall, column, observed: sides, expected: psiExpected },
      { references },
    ],
    [
      'the p-value at its minimum',
      ks,
      found({ statistic: 1, pValue: 0.5 }),
      { ...pass, column, observed: { ...sides, statistic: 1, pValue: 0.5 }, expected: ksExpected },
      { references },
    ],
    [
      'the p-value below its minimum',
      ks,
      found({ statistic: 0, pValue: 0.25 }),
      {
        verdict: 'fail',
        code: 'DRIFT_SIGNIFICANT',
        column,
        observed: { ...sides, statistic: 0, pValue: 0.25 },
        expected: ksExpected,
      },
      { references },
    ],
    [
      'as many levels as a person can read',
      psi,
      found({ statistic: 1, bins: levels(32) }),
      {
        verdict: 'fail',
        code: 'DRIFT_ABOVE_MAXIMUM',
        column,
        observed: { ...sides, statistic: 1, ...levels(32) },
        expected: psiExpected,
      },
      { references },
    ],
    [
      'how many levels there are, where they are more',
      psi,
      found({ statistic: 0, bins: levels(33) }),
      { ...pass, column, observed: { ...sides, statistic: 0, numeric: false, levels: 33 }, expected: psiExpected },
      { references },
    ],
  ]);
});
