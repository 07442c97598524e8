import type { OptionsOf } from '#contracts/check.ts';
import type { Measure } from '#contracts/measure.ts';
import { findAge } from './age.ts';
import { type Answers, countOf } from './answers.ts';
import { type KindOf, type Resolved, repeatedName } from './kind.ts';
import { exceeds, failed, inconclusive, passed } from './verdicts.ts';

type Options = Resolved<OptionsOf<'features'>>;

const rowsOf = ({ source }: Options): Measure => ({ kind: 'rows', source });
const nullsOf = ({ source }: Options, column: string): Measure => ({ kind: 'nulls', source, column });
const varietyOf = ({ source }: Options, column: string): Measure => ({ kind: 'variety', source, column });
const latestMeasure = ({ source, at }: Options): Extract<Measure, { kind: 'latest' }> | undefined =>
  at === undefined ? undefined : { kind: 'latest', source, column: at };

/** Features by what is amiss with them, each in the order of the check. */
function faultsIn(options: Options, rows: number, answers: Answers) {
  const { columns, constant, maxNullRate = 1 } = options;
  const unavailable = columns.filter((column) => {
    const nulls = countOf(answers, nullsOf(options, column));
    return nulls === rows || exceeds(nulls / rows, maxNullRate);
  });
  const unvaried = columns.filter((column) => countOf(answers, varietyOf(options, column)) === 1);
  return { unavailable, constant: constant === 'allow' ? [] : unvaried };
}

/**
 * Every feature has values, not more nulls than declared, and more than one value; with `at` and `maxAge`, the latest are
 * recent. A single row cannot tell whether features vary.
 */
export const features: KindOf<'features'> = {
  measures(options) {
    const latest = latestMeasure(options);
    const each = options.columns.flatMap((column) => [nullsOf(options, column), varietyOf(options, column)]);
    return [rowsOf(options), ...each, ...(latest ? [latest] : [])];
  },

  find(options, answers, context) {
    const rows = countOf(answers, rowsOf(options));
    const { columns, maxNullRate, constant, maxAge, asOf } = options;
    const limits = { columns: [...columns], ...(maxNullRate !== undefined && { maxNullRate }), constant };
    if (rows === 0) return inconclusive('SAMPLE_TOO_SMALL', { observed: { rows }, expected: limits });
    const faults = faultsIn(options, rows, answers);
    const seen = { observed: { rows, ...faults }, expected: limits };
    if (faults.unavailable.length > 0) return failed('FEATURE_UNAVAILABLE', seen);
    if (rows === 1 && constant === 'refuse') return inconclusive('SAMPLE_TOO_SMALL', seen);
    if (faults.constant.length > 0) return failed('FEATURE_CONSTANT', seen);
    const latest = latestMeasure(options);
    if (!latest || maxAge === undefined) return passed(seen);
    const { column: at } = latest;
    const { column: _, observed, expected, ...age } = findAge({ column: at, maxAge, asOf }, latest, answers, context);
    return {
      ...age,
      observed: { ...seen.observed, ...observed },
      expected: { ...limits, at, ...expected },
    };
  },

  columns: ({ columns, at }) => [
    ...columns.map((column, i) => ({ at: ['columns', i], column })),
    ...(at === undefined ? [] : [{ at: ['at'], column: at }]),
  ],

  contradiction({ columns, at, maxAge, asOf }) {
    if ((at === undefined) !== (maxAge === undefined) || (asOf !== undefined && at === undefined))
      return {
        at: [],
        message: 'an age needs a column and a limit',
        observed: at === undefined ? 'no `at`' : 'no `maxAge`',
        expected: '`at` with `maxAge`',
      };
    return repeatedName(columns, ['columns']);
  },
};
