import { describe } from 'vitest';
import type { Code } from '#contracts/codes.ts';
import type { Finding } from '#contracts/finding.ts';
import { counts } from '#test/support/data/gate-samples.ts';
import { pass, says, tooSmall } from './says.ts';

const column = 'a';

describe('nullRate says', () => {
  const check = { nullRate: { column, max: '50%' } };
  says([
    [
      'that there are no rows',
      check,
      counts(0, 0),
      { ...tooSmall, column, observed: { rows: 0 }, expected: { max: 0.5 } },
    ],
    [
      'the rate',
      check,
      counts(4, 2),
      { ...pass, column, observed: { rows: 4, nulls: 2, rate: 0.5 }, expected: { max: 0.5 }, affected: 2 },
    ],
  ]);
});

describe('unique says', () => {
  const one = { unique: { columns: ['a'] } };
  const two = { unique: { columns: ['a', 'b'] } };
  says([
    [
      'that there are no rows',
      one,
      counts(0, 0, 0),
      { ...tooSmall, column, observed: { rows: 0 }, expected: { columns: ['a'], repeats: 0 } },
    ],
    [
      'how many rows repeat a key',
      one,
      counts(5, 5, 2),
      {
        verdict: 'fail',
        code: 'NOT_UNIQUE',
        column,
        observed: { rows: 5, repeats: 2 },
        expected: { columns: ['a'], repeats: 0 },
        affected: 2,
      },
    ],
    [
      'that no row has a key',
      one,
      counts(5, 0, 0),
      { ...tooSmall, column, observed: { rows: 5, repeats: 0 }, expected: { columns: ['a'], repeats: 0 }, affected: 0 },
    ],
    [
      'which columns are the key',
      two,
      counts(5, 5, 0),
      { ...pass, observed: { rows: 5, repeats: 0 }, expected: { columns: ['a', 'b'], repeats: 0 }, affected: 0 },
    ],
  ]);
});

describe.each<[check: string, code: Code, expected: Finding['expected']]>([
  ['range', 'VALUE_OUT_OF_RANGE', { min: 0 }],
  ['range', 'VALUE_OUT_OF_RANGE', { max: '2013-05-01' }],
  ['range', 'VALUE_OUT_OF_RANGE', { min: 0, max: 1 }],
  ['set', 'VALUE_NOT_IN_SET', { values: ['UA', 1] }],
  ['pattern', 'VALUE_NOT_MATCHED', { pattern: '^x' }],
  ['dateFormat', 'DATE_MALFORMED', { format: '%Y' }],
])('%s says', (name, code, expected) => {
  const check = { [name]: { column, ...expected } };
  const observed = (rows: number, values: number, offending: number) => ({ rows, values, offending });
  says([
    ['that there are no rows', check, counts(0, 0, 0), { ...tooSmall, column, observed: { rows: 0 }, expected }],
    [
      'that there are nulls only',
      check,
      counts(5, 5, 0),
      { ...tooSmall, column, observed: observed(5, 0, 0), expected, affected: 0 },
    ],
    [
      'how many values were looked at',
      check,
      counts(5, 4, 0),
      { ...pass, column, observed: observed(5, 1, 0), expected, affected: 0 },
    ],
    [
      'how many offend',
      check,
      counts(5, 2, 3),
      { verdict: 'fail', code, column, observed: observed(5, 3, 3), expected, affected: 3 },
    ],
  ]);
});

describe('compare says', () => {
  const check = { compare: { left: 'a', operator: '<=', right: 'b' } };
  const expected = { left: 'a', operator: '<=', right: 'b' };
  const observed = (rows: number, compared: number, offending: number) => ({ rows, compared, offending });
  says([
    [
      'that no row has both',
      check,
      counts(5, 0, 0),
      { ...tooSmall, observed: observed(5, 0, 0), expected, affected: 0 },
    ],
    ['that all agree', check, counts(5, 4, 0), { ...pass, observed: observed(5, 4, 0), expected, affected: 0 }],
    [
      'how many disagree',
      check,
      counts(5, 4, 1),
      { verdict: 'fail', code: 'COMPARISON_FAILED', observed: observed(5, 4, 1), expected, affected: 1 },
    ],
  ]);
});
