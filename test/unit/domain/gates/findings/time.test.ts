import { describe } from 'vitest';
import type { Measurement } from '#contracts/measure.ts';
import { counts } from '#test/support/data/gate-samples.ts';
import { pass, says, tooSmall } from './says.ts';

const column = 'a';

describe('monotonic says', () => {
  const check = { monotonic: { column, by: 'b' } };
  const strict = { monotonic: { column, by: 'b', strict: true, direction: 'descending' } };
  const observed = (rows: number, ordered: number, offending: number) => ({ rows, ordered, offending });
  says([
    [
      'that one row has no order',
      check,
      counts(5, 1, 0),
      {
        ...tooSmall,
        column,
        observed: observed(5, 1, 0),
        expected: { by: ['b'], direction: 'ascending' },
        affected: 0,
      },
    ],
    [
      'how many rows were in order',
      check,
      counts(5, 2, 0),
      { ...pass, column, observed: observed(5, 2, 0), expected: { by: ['b'], direction: 'ascending' }, affected: 0 },
    ],
    [
      'that equal neighbours break it',
      strict,
      counts(5, 4, 1),
      {
        verdict: 'fail',
        code: 'NOT_MONOTONIC',
        column,
        observed: observed(5, 4, 1),
        expected: { by: ['b'], direction: 'descending', strict: true },
        affected: 1,
      },
    ],
  ]);
});

const noon = Date.parse('2013-05-01T12:00:00Z');
const latest = (ms: number): Measurement => ({ latest: String(ms * 1000) });
const window = { start: noon - 86_400_000, end: noon };
const expectedAge = { maxAge: '1h', asOf: '2013-05-01T12:00:00Z' };

describe('freshness says', () => {
  const check = { freshness: { column, maxAge: '1h' } };
  const expected = expectedAge;
  says([
    [
      'that it has no instant to count to',
      check,
      [latest(noon)],
      { verdict: 'error', code: 'AS_OF_MISSING', column, observed: { error: 'AS_OF_MISSING' }, expected: {} },
    ],
    ['that there is no time', check, [{ latest: null }], { ...tooSmall, column, observed: {}, expected }, { window }],
    [
      'how old the latest is',
      check,
      [latest(noon - 3_600_000)],
      { ...pass, column, observed: { latest: '2013-05-01T11:00:00Z', ageMs: 3_600_000 }, expected },
      { window },
    ],
    [
      'how far in the future it is',
      check,
      [latest(noon + 1)],
      {
        verdict: 'fail',
        code: 'DATA_FROM_FUTURE',
        column,
        observed: { latest: '2013-05-01T12:00:00.001Z', ageMs: -1 },
        expected,
      },
      { window },
    ],
  ]);
});

describe('features says', () => {
  const check = { features: { columns: ['a', 'b'], maxNullRate: '50%' } };
  const expected = { columns: ['a', 'b'], maxNullRate: 0.5, constant: 'refuse' };
  const allowed = { features: { columns: ['a', 'b'], constant: 'allow' } };
  const aged = { features: { columns: ['a'], at: 't', maxAge: '1h' } };
  const agedExpected = { columns: ['a'], constant: 'refuse', at: 't' };
  const sound = { unavailable: [], constant: [] };
  says([
    ['that there are no rows', check, counts(0, 0, 0, 0, 0), { ...tooSmall, observed: { rows: 0 }, expected }],
    ['that all is well', check, counts(4, 2, 2, 0, 2), { ...pass, observed: { rows: 4, ...sound }, expected }],
    [
      'which have too many nulls, and which do not vary',
      check,
      counts(4, 3, 2, 0, 1),
      {
        verdict: 'fail',
        code: 'FEATURE_UNAVAILABLE',
        observed: { rows: 4, unavailable: ['a'], constant: ['b'] },
        expected,
      },
    ],
    [
      'which do not vary',
      check,
      counts(4, 0, 1, 0, 1),
      {
        verdict: 'fail',
        code: 'FEATURE_CONSTANT',
        observed: { rows: 4, unavailable: [], constant: ['a', 'b'] },
        expected,
      },
    ],
    [
      'that one row cannot vary',
      check,
      counts(1, 0, 1, 0, 1),
      { ...tooSmall, observed: { rows: 1, unavailable: [], constant: ['a', 'b'] }, expected },
    ],
    [
      'nothing of constants that are allowed, not of one row either',
      allowed,
      counts(1, 0, 1, 0, 1),
      { ...pass, observed: { rows: 1, ...sound }, expected: { columns: ['a', 'b'], constant: 'allow' } },
    ],
    [
      'how old they are',
      aged,
      [...counts(4, 0, 2), latest(noon - 1000)],
      {
        ...pass,
        observed: { rows: 4, ...sound, latest: '2013-05-01T11:59:59Z', ageMs: 1000 },
        expected: { ...agedExpected, ...expectedAge },
      },
      { window },
    ],
    [
      'that it has no instant to count to',
      aged,
      [...counts(4, 0, 2), latest(noon - 1000)],
      {
        verdict: 'error',
        code: 'AS_OF_MISSING',
        observed: { rows: 4, ...sound, error: 'AS_OF_MISSING' },
        expected: agedExpected,
      },
    ],
  ]);
});
