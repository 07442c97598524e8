import { describe } from 'vitest';
import type { Measurement } from '#contracts/measure.ts';
import { pass, says, tooSmall } from './says.ts';

const column = 'a';

describe('outliers says', () => {
  const check = { outliers: { column, max: '50%', z: 3 } };
  const expected = { z: 3, max: 0.5 };
  const spread = (values: number, outliers: number, more: object = { median: 5, mad: 1 }): Measurement[] => [
    { spread: { values, outliers, ...more } },
  ];
  says([
    [
      'the share',
      check,
      spread(4, 2),
      { ...pass, column, observed: { values: 4, median: 5, mad: 1, outliers: 2, rate: 0.5 }, expected, affected: 2 },
    ],
    ['that there are no values', check, spread(0, 0), { ...tooSmall, column, observed: { values: 0 }, expected }],
    [
      'that there is no median',
      check,
      spread(4, 0, { mad: 1 }),
      { ...tooSmall, column, observed: { values: 4 }, expected },
    ],
    [
      'that there is no spread',
      check,
      spread(4, 0, { median: 1 }),
      { ...tooSmall, column, observed: { values: 4 }, expected },
    ],
  ]);
});

describe.each(['sum', 'mean'] as const)('%s says', (name) => {
  const total = (values: number, numerator: bigint): Measurement[] => [
    { total: { values: String(values), numerator: String(numerator), denominator: '2' } },
  ];
  const value = name === 'sum' ? 5 : 2.5;
  says([
    [
      'that there are no values',
      { [name]: { column, min: 1 } },
      total(0, 0n),
      { ...tooSmall, column, observed: { values: 0 }, expected: { min: 1 } },
    ],
    [
      'the statistic at its least',
      { [name]: { column, min: value } },
      total(2, 10n),
      { ...pass, column, observed: { values: 2, [name]: value }, expected: { min: value } },
    ],
    [
      'the statistic at its most',
      { [name]: { column, max: value } },
      total(2, 10n),
      { ...pass, column, observed: { values: 2, [name]: value }, expected: { max: value } },
    ],
    [
      'the statistic below its least',
      { [name]: { column, min: 6, max: 7 } },
      total(2, 10n),
      {
        verdict: 'fail',
        code: 'STATISTIC_OUT_OF_BOUNDS',
        column,
        observed: { values: 2, [name]: value },
        expected: { min: 6, max: 7 },
      },
    ],
    [
      'by a text that it is beyond doubles',
      { [name]: { column, min: 0 } },
      total(1, -(10n ** 400n)),
      {
        verdict: 'fail',
        code: 'STATISTIC_OUT_OF_BOUNDS',
        column,
        observed: { values: 1, [name]: '-Infinity' },
        expected: { min: 0 },
      },
    ],
  ]);
});

describe('quantile says', () => {
  const check = { quantile: { column, q: 0.5, max: 3 } };
  const expected = { q: 0.5, max: 3 };
  says([
    [
      'that there are no values',
      check,
      [{ quantile: { values: 0 } }],
      { ...tooSmall, column, observed: { values: 0 }, expected },
    ],
    [
      'which it is',
      check,
      [{ quantile: { values: 5, value: 2 } }],
      { ...pass, column, observed: { values: 5, quantile: 2 }, expected },
    ],
  ]);
});
