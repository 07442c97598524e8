import type { OptionsOf } from '#contracts/check.ts';
import type { Measure } from '#contracts/measure.ts';
import { countOf } from './answers.ts';
import { type KindOf, oneColumn, type Resolved } from './kind.ts';
import { exceeds, failed, inconclusive, passed } from './verdicts.ts';

type Options = OptionsOf<'nullRate'>;

const rowsOf = ({ source }: Resolved<Options>): Measure => ({ kind: 'rows', source });
const nullsOf = ({ source, column }: Resolved<Options>): Measure => ({ kind: 'nulls', source, column });

/** The share of nulls in a column is at most `max`; of no rows it cannot tell. */
export const nullRate: KindOf<'nullRate'> = {
  measures: (options) => [rowsOf(options), nullsOf(options)],

  find(options, answers) {
    const rows = countOf(answers, rowsOf(options));
    const expected = { max: options.max };
    const { column } = options;
    if (rows === 0) return inconclusive('SAMPLE_TOO_SMALL', { column, observed: { rows }, expected });
    const nulls = countOf(answers, nullsOf(options));
    const rate = nulls / rows;
    const seen = { column, observed: { rows, nulls, rate }, expected, affected: nulls };
    return exceeds(rate, options.max) ? failed('NULL_RATE_ABOVE_MAXIMUM', seen) : passed(seen);
  },

  columns: oneColumn,

  offence: (options) => ({
    code: 'NULL_RATE_ABOVE_MAXIMUM',
    column: options.column,
    offenders: nullsOf(options),
    max: options.max,
  }),
};
