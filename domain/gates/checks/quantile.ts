import type { OptionsOf } from '#contracts/check.ts';
import type { Measure } from '#contracts/measure.ts';
import { quantileOf } from './answers.ts';
import { boundsContradiction, boundsOf, findWithin } from './bounds.ts';
import { type KindOf, oneColumn, type Resolved } from './kind.ts';
import { inconclusive } from './verdicts.ts';

const measureOf = ({ source, column, q }: Resolved<OptionsOf<'quantile'>>): Measure => ({
  kind: 'quantile',
  source,
  column,
  q,
});

/** A linear quantile of a column's values, as doubles, lies within bounds. */
export const quantile: KindOf<'quantile'> = {
  measures: (options) => [measureOf(options)],

  find(options, answers) {
    const { values, value } = quantileOf(answers, measureOf(options));
    const { column, q } = options;
    const expected = { q, ...boundsOf(options) };
    if (value === undefined) return inconclusive('SAMPLE_TOO_SMALL', { column, observed: { values }, expected });
    return findWithin(value, options, { column, observed: { values, quantile: value }, expected });
  },

  columns: oneColumn,
  contradiction: boundsContradiction,
};
