import type { OptionsOf } from '#contracts/check.ts';
import type { Measure } from '#contracts/measure.ts';
import { spreadOf } from './answers.ts';
import { type KindOf, oneColumn, type Resolved } from './kind.ts';
import { exceeds, failed, inconclusive, passed } from './verdicts.ts';

const measureOf = ({ source, column, z }: Resolved<OptionsOf<'outliers'>>): Measure => ({
  kind: 'outliers',
  source,
  column,
  z,
});

/** The share of outliers among a column's values is at most `max`; of no values it cannot tell. */
export const outliers: KindOf<'outliers'> = {
  measures: (options) => [measureOf(options)],

  find(options, answers) {
    const spread = spreadOf(answers, measureOf(options));
    const { column, z, max } = options;
    const expected = { z, max };
    const { values, median, mad } = spread;
    if (median === undefined || mad === undefined || values === 0)
      return inconclusive('SAMPLE_TOO_SMALL', { column, observed: { values }, expected });
    const rate = spread.outliers / values;
    const observed = { values, median, mad, outliers: spread.outliers, rate };
    const seen = { column, observed, expected, affected: spread.outliers };
    return exceeds(rate, max) ? failed('OUTLIERS_ABOVE_MAXIMUM', seen) : passed(seen);
  },

  columns: oneColumn,
};
