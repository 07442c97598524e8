import { describe } from 'vitest';
import { counts } from '#test/support/data/gate-samples.ts';
import { noReference, pass, says, tooSmall } from './says.ts';

describe('rowCount says', () => {
  const near = { min: 1, withinOfPrevious: '50%', over: 2 };
  const previousRows = { flights: [100, 300, 1] };
  const nearExpected = { min: 1, withinOfPrevious: 0.5, over: 2 };
  says([
    [
      'the bounds',
      { rowCount: { min: 1, max: 9 } },
      counts(5),
      { ...pass, observed: { rows: 5 }, expected: { min: 1, max: 9 } },
    ],
    ['the only bound', { rowCount: { max: 9 } }, counts(5), { ...pass, observed: { rows: 5 }, expected: { max: 9 } }],
    [
      'the bound at the maximum',
      { rowCount: { max: 9 } },
      counts(9),
      { ...pass, observed: { rows: 9 }, expected: { max: 9 } },
    ],
    ['no bound', { rowCount: {} }, counts(0), { ...tooSmall, observed: { rows: 0 }, expected: {} }],
    [
      'how far it is from the mean of as many windows as declared',
      { rowCount: near },
      counts(100),
      { ...pass, observed: { rows: 100, windows: 2, mean: 200, deviation: 0.5 }, expected: nearExpected },
      { previousRows },
    ],
    [
      'that no window came before',
      { rowCount: near },
      counts(100),
      { ...noReference, observed: { rows: 100, windows: 0 }, expected: nearExpected },
    ],
    [
      'that windows before had no rows',
      { rowCount: near },
      counts(1),
      {
        verdict: 'fail',
        code: 'ROW_COUNT_DEVIATES',
        observed: { rows: 1, windows: 1, mean: 0 },
        expected: nearExpected,
      },
      { previousRows: { flights: [0] } },
    ],
    [
      'that all rows are gone',
      { rowCount: { withinOfPrevious: '50%' } },
      counts(0),
      {
        verdict: 'fail',
        code: 'ROW_COUNT_DEVIATES',
        observed: { rows: 0, windows: 1, mean: 4, deviation: 1 },
        expected: { withinOfPrevious: 0.5, over: 4 },
      },
      { previousRows: { flights: [4] } },
    ],
    [
      'that neither now nor before there were rows',
      { rowCount: { withinOfPrevious: '50%' } },
      counts(0),
      { ...tooSmall, observed: { rows: 0, windows: 1, mean: 0 }, expected: { withinOfPrevious: 0.5, over: 4 } },
      { previousRows: { flights: [0] } },
    ],
  ]);
});

describe('manifest says', () => {
  const files = (count: number) => ({ files: { flights: count } });
  says([
    [
      'the rows',
      { manifest: { rows: 5 } },
      counts(5),
      { ...pass, observed: { rows: 5 }, expected: { rows: 5 } },
      files(2),
    ],
    [
      'the files',
      { manifest: { files: 2 } },
      counts(5),
      { ...pass, observed: { files: 2 }, expected: { files: 2 } },
      files(2),
    ],
    [
      'both',
      { manifest: { rows: 4, files: 2 } },
      counts(5),
      {
        verdict: 'fail',
        code: 'MANIFEST_MISMATCH',
        observed: { rows: 5, files: 2 },
        expected: { rows: 4, files: 2 },
      },
      files(2),
    ],
    [
      'that the number of files is not known',
      { manifest: { rows: 5, files: 2 } },
      counts(5),
      { ...noReference, observed: { rows: 5 }, expected: { rows: 5, files: 2 } },
    ],
    [
      'that no rows came, though they were announced to be none',
      { manifest: { rows: 0 } },
      counts(0),
      { ...pass, observed: { rows: 0 }, expected: { rows: 0 } },
    ],
    [
      'that no rows came in as many files as announced',
      { manifest: { files: 2 } },
      counts(0),
      { ...tooSmall, observed: { files: 2 }, expected: { files: 2 } },
      files(2),
    ],
  ]);
});

describe('sql says', () => {
  const check = (more: object) => ({ sql: { query: 'SELECT * FROM data', max: 2, ...more } });
  says([
    [
      'how many rows the query gave',
      check({}),
      counts(9, 2),
      { ...pass, observed: { rows: 2 }, expected: { max: 2, query: 'SELECT * FROM data' }, affected: 2 },
    ],
    [
      'the name of the query',
      check({ name: 'late' }),
      counts(9, 3),
      {
        verdict: 'fail',
        code: 'SQL_ROWS_ABOVE_MAXIMUM',
        observed: { rows: 3 },
        expected: { max: 2, query: 'late' },
        affected: 3,
      },
    ],
    [
      'that it cannot tell, of a table without rows',
      check({}),
      counts(0, 0),
      { ...tooSmall, observed: { rows: 0 }, expected: { max: 2, query: 'SELECT * FROM data' }, affected: 0 },
    ],
    [
      'what is missing where a query asks for it',
      check({ max: 0, name: 'is there anything' }),
      counts(0, 1),
      {
        verdict: 'fail',
        code: 'SQL_ROWS_ABOVE_MAXIMUM',
        observed: { rows: 1 },
        expected: { max: 0, query: 'is there anything' },
        affected: 1,
      },
    ],
  ]);
});

describe('schema says', () => {
  const columns = { a: 'integer', b: 'string' };
  const check = { schema: { columns } };
  const [a, b, c] = [
    { name: 'a', type: 'BIGINT' },
    { name: 'b', type: 'VARCHAR' },
    { name: 'c', type: 'DOUBLE' },
  ] as const;
  const sound = { missing: [], mismatched: [], unexpected: [] };
  const expected = { columns: 2, extra: 'refuse' };
  says([
    [
      'how many columns are declared and there',
      check,
      [{ columns: [b, a] }],
      { ...pass, observed: { columns: 2, ...sound }, expected },
    ],
    ['that there are none', check, [{ columns: [] }], { ...tooSmall, observed: { columns: 0 }, expected }],
    [
      'nothing of others that are allowed',
      { schema: { columns, extra: 'allow' } },
      [{ columns: [a, c, b] }],
      { ...pass, observed: { columns: 3, ...sound }, expected: { columns: 2, extra: 'allow' } },
    ],
    [
      'which are not known, by name and not as they stand',
      check,
      [{ columns: [{ ...c, name: 'd' }, c, b, a] }],
      {
        verdict: 'fail',
        code: 'COLUMN_UNEXPECTED',
        observed: { columns: 4, ...sound, unexpected: ['c', 'd'] },
        expected,
      },
    ],
    [
      'which is of another type',
      check,
      [{ columns: [a, { name: 'b', type: 'BLOB' }] }],
      {
        verdict: 'fail',
        code: 'COLUMN_TYPE_MISMATCH',
        observed: { columns: 2, ...sound, mismatched: [{ column: 'b', type: 'BLOB', expected: 'string' }] },
        expected,
      },
    ],
    [
      'which is missing, before all else',
      check,
      [{ columns: [c, { name: 'b', type: 'BLOB' }] }],
      {
        verdict: 'fail',
        code: 'COLUMN_MISSING',
        observed: {
          columns: 2,
          missing: ['a'],
          mismatched: [{ column: 'b', type: 'BLOB', expected: 'string' }],
          unexpected: ['c'],
        },
        expected,
      },
    ],
    [
      'that they stand in their order, others between them left aside',
      { schema: { columns, ordered: true, extra: 'allow' } },
      [{ columns: [c, a, c, b] }],
      { ...pass, observed: { columns: 4, ...sound }, expected: { columns: 2, extra: 'allow', ordered: true } },
    ],
    [
      'that two of three have changed places',
      { schema: { columns: { ...columns, c: 'number' }, ordered: true } },
      [{ columns: [a, c, b] }],
      {
        verdict: 'fail',
        code: 'COLUMN_ORDER_DIFFERS',
        observed: { columns: 3, ...sound, order: ['a', 'c', 'b'] },
        expected: { columns: 3, extra: 'refuse', ordered: true },
      },
    ],
    [
      'that one stands there twice',
      { schema: { columns, ordered: true } },
      [{ columns: [a, b, a] }],
      {
        verdict: 'fail',
        code: 'COLUMN_ORDER_DIFFERS',
        observed: { columns: 3, ...sound, order: ['a', 'b', 'a'] },
        expected: { columns: 2, extra: 'refuse', ordered: true },
      },
    ],
    [
      'in which order they stand instead',
      { schema: { columns, ordered: true } },
      [{ columns: [b, a] }],
      {
        verdict: 'fail',
        code: 'COLUMN_ORDER_DIFFERS',
        observed: { columns: 2, ...sound, order: ['b', 'a'] },
        expected: { columns: 2, extra: 'refuse', ordered: true },
      },
    ],
    [
      'that it has no contract',
      { schema: {} },
      [{ columns: [a] }],
      { verdict: 'error', code: 'CONTRACT_MISSING', observed: { error: 'CONTRACT_MISSING' }, expected: {} },
      { columns: {} },
    ],
  ]);
});
