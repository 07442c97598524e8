import type { OptionsOf } from '#contracts/check.ts';
import type { Measure } from '#contracts/measure.ts';
import { nearestDouble } from '../../statistics/exact-sum.ts';
import { totalOf } from './answers.ts';
import { boundsContradiction, boundsOf, findWithin, written } from './bounds.ts';
import { type KindOf, oneColumn, type Resolved } from './kind.ts';
import { inconclusive } from './verdicts.ts';

const measureOf = ({ source, column }: Resolved<OptionsOf<'sum'>>): Measure => ({ kind: 'total', source, column });

/** The sum of a column lies within bounds: it is exact, and rounded once to the nearest double. */
export const sum: KindOf<'sum'> = {
  measures: (options) => [measureOf(options)],

  find(options, answers) {
    const { values, ...total } = totalOf(answers, measureOf(options));
    const { column } = options;
    const expected = boundsOf(options);
    if (values === 0) return inconclusive('SAMPLE_TOO_SMALL', { column, observed: { values }, expected });
    const sum = nearestDouble(total);
    return findWithin(sum, options, { column, observed: { values, sum: written(sum) }, expected });
  },

  columns: oneColumn,
  contradiction: boundsContradiction,
};
