import type { OptionsOf } from '#contracts/check.ts';
import type { Measure } from '#contracts/measure.ts';
import { dividedBy, nearestDouble } from '../../statistics/exact-sum.ts';
import { totalOf } from './answers.ts';
import { boundsContradiction, boundsOf, findWithin, written } from './bounds.ts';
import { type KindOf, oneColumn, type Resolved } from './kind.ts';
import { inconclusive } from './verdicts.ts';

const measureOf = ({ source, column }: Resolved<OptionsOf<'mean'>>): Measure => ({ kind: 'total', source, column });

/** The mean of a column lies within bounds: the exact sum by the number of values, rounded once to the nearest double. */
export const mean: KindOf<'mean'> = {
  measures: (options) => [measureOf(options)],

  find(options, answers) {
    const { values, ...total } = totalOf(answers, measureOf(options));
    const { column } = options;
    const expected = boundsOf(options);
    if (values === 0) return inconclusive('SAMPLE_TOO_SMALL', { column, observed: { values }, expected });
    const mean = nearestDouble(dividedBy(total, BigInt(values)));
    return findWithin(mean, options, { column, observed: { values, mean: written(mean) }, expected });
  },

  columns: oneColumn,
  contradiction: boundsContradiction,
};
