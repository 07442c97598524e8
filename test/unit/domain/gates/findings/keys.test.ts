import { describe } from 'vitest';
import { counts } from '#test/support/data/gate-samples.ts';
import { noReference, pass, says, tooSmall } from './says.ts';

const column = 'a';

describe('foreignKey says', () => {
  const one = { foreignKey: { columns: ['a'], to: { source: 'other', columns: ['c'] } } };
  const file = { foreignKey: { columns: ['a', 'b'], to: { file: 'x.csv' } } };
  const expected = { columns: ['a'], to: { source: 'other', columns: ['c'] }, orphans: 0 };
  says([
    [
      'that no row has a key',
      one,
      counts(5, 3, 0, 0),
      { ...tooSmall, column, observed: { rows: 5, keys: 0, referenceRows: 3 }, expected },
    ],
    [
      'that there is nothing to refer to',
      one,
      counts(5, 0, 4, 4),
      { ...noReference, column, observed: { rows: 5, keys: 4, referenceRows: 0 }, expected },
    ],
    [
      'how many keys have no row',
      one,
      counts(5, 3, 4, 2),
      {
        verdict: 'fail',
        code: 'FOREIGN_KEY_MISSING',
        column,
        observed: { rows: 5, keys: 4, referenceRows: 3, orphans: 2 },
        expected,
        affected: 2,
      },
    ],
    [
      'which columns and which file',
      file,
      counts(5, 3, 4, 0),
      {
        ...pass,
        observed: { rows: 5, keys: 4, referenceRows: 3, orphans: 0 },
        expected: { columns: ['a', 'b'], to: { file: 'x.csv', columns: ['a', 'b'] }, orphans: 0 },
        affected: 0,
      },
    ],
  ]);
});

describe('completeness says', () => {
  const check = { completeness: { by: 'a', expected: ['x', 'y'], min: '50%' } };
  const spans = { completeness: { by: 'a', expected: ['x', 'y'], every: '1h', at: 't' } };
  const expected = { by: ['a'], min: 0.5 };
  const groups = (wanted: number, missing: number) => ({ groups: { expected: wanted, missing, first: [['x']] } });
  says([
    [
      'that it has no reference',
      { completeness: { by: 'a' } },
      counts(5),
      { ...noReference, observed: { rows: 5 }, expected: { by: ['a'], min: 1 } },
    ],
    ['that there are no rows', check, [...counts(0), groups(2, 2)], { ...tooSmall, observed: { rows: 0 }, expected }],
    [
      'that nothing was expected',
      check,
      [...counts(5), groups(0, 0)],
      { ...tooSmall, observed: { rows: 5, expected: 0, missing: 0 }, expected },
    ],
    [
      'what share is there',
      check,
      [...counts(5), groups(2, 0)],
      { ...pass, observed: { rows: 5, expected: 2, missing: 0, share: 1 }, expected },
    ],
    [
      'what is missing, where that is tolerated too',
      check,
      [...counts(5), groups(2, 1)],
      { ...pass, observed: { rows: 5, expected: 2, missing: 1, first: [['x']], share: 0.5 }, expected },
    ],
    [
      'in which spans',
      spans,
      [...counts(5), groups(4, 1)],
      {
        verdict: 'fail',
        code: 'GROUPS_MISSING',
        observed: { rows: 5, expected: 4, missing: 1, first: [['x']], share: 0.75 },
        expected: { by: ['a'], min: 1, every: '1h', at: 't' },
      },
    ],
  ]);
});
