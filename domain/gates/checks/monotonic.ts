import type { OptionsOf } from '#contracts/check.ts';
import type { Measure } from '#contracts/measure.ts';
import { countOf } from './answers.ts';
import { type KindOf, type Resolved, repeatedName } from './kind.ts';
import { failed, inconclusive, passed } from './verdicts.ts';

type Options = Resolved<OptionsOf<'monotonic'>>;

const rowsOf = ({ source }: Options): Measure => ({ kind: 'rows', source });
const orderedOf = ({ source, column, by }: Options): Measure => ({
  kind: 'allKnown',
  source,
  columns: [column, ...by],
});
const disorderOf = ({ source, column, by, strict, direction }: Options): Measure => ({
  kind: 'disorder',
  source,
  column,
  by: [...by],
  strict,
  direction,
});

/**
 * A column does not fall (or rise) from a row to the next along an order; `strict`: nor does it stay. Rows that share their
 * place in the order are taken as suits the check, so that neither files nor threads matter; rows with a null are passed over.
 */
export const monotonic: KindOf<'monotonic'> = {
  measures: (options) => [rowsOf(options), orderedOf(options), disorderOf(options)],

  find(options, answers) {
    const { column, by, strict, direction } = options;
    const rows = countOf(answers, rowsOf(options));
    const ordered = countOf(answers, orderedOf(options));
    const offending = countOf(answers, disorderOf(options));
    const expected = { by: [...by], direction, ...(strict && { strict }) };
    const seen = { column, observed: { rows, ordered, offending }, expected, affected: offending };
    if (offending > 0) return failed('NOT_MONOTONIC', seen);
    return ordered < 2 ? inconclusive('SAMPLE_TOO_SMALL', seen) : passed(seen);
  },

  columns: ({ column, by }) => [{ at: ['column'], column }, ...by.map((name, i) => ({ at: ['by', i], column: name }))],

  contradiction: ({ column, by }) => repeatedName([column, ...by], ['by']),
};
