import type { OptionsOf } from '#contracts/check.ts';
import type { Measure } from '#contracts/measure.ts';
import { countOf } from './answers.ts';
import type { KindOf, Resolved } from './kind.ts';
import { failed, inconclusive, passed } from './verdicts.ts';

type Options = Resolved<OptionsOf<'compare'>>;

const rowsOf = ({ source }: Options): Measure => ({ kind: 'rows', source });
const comparableOf = ({ source, left, right }: Options): Measure => ({ kind: 'bothKnown', source, left, right });
const offendersOf = ({ source, left, operator, right }: Options): Measure => ({
  kind: 'disagreeing',
  source,
  left,
  operator,
  right,
});

/** Two columns compare as declared in every row that has both; NaN compares as nothing does, and so offends. */
export const compare: KindOf<'compare'> = {
  measures: (options) => [rowsOf(options), comparableOf(options), offendersOf(options)],

  find(options, answers) {
    const { left, operator, right } = options;
    const rows = countOf(answers, rowsOf(options));
    const compared = countOf(answers, comparableOf(options));
    const offending = countOf(answers, offendersOf(options));
    const seen = { observed: { rows, compared, offending }, expected: { left, operator, right }, affected: offending };
    if (offending > 0) return failed('COMPARISON_FAILED', seen);
    return compared === 0 ? inconclusive('SAMPLE_TOO_SMALL', seen) : passed(seen);
  },

  columns: ({ left, right }) => [
    { at: ['left'], column: left },
    { at: ['right'], column: right },
  ],

  offence: (options) => ({
    code: 'COMPARISON_FAILED',
    column: `${options.left}, ${options.right}`,
    offenders: offendersOf(options),
  }),

  contradiction: ({ left, right }) =>
    left === right
      ? { at: ['right'], message: 'a column is compared with itself', observed: right, expected: 'another column' }
      : undefined,
};
