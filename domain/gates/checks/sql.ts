import type { OptionsOf } from '#contracts/check.ts';
import type { Measure } from '#contracts/measure.ts';
import { countOf } from './answers.ts';
import type { KindOf, Resolved } from './kind.ts';
import { failed, inconclusive, passed } from './verdicts.ts';

const countOfRows = ({ source, query, timeout }: Resolved<OptionsOf<'sql'>>): Measure => ({
  kind: 'sql',
  source,
  query,
  timeout,
});

const rowsOf = ({ source }: Resolved<OptionsOf<'sql'>>): Measure => ({ kind: 'rows', source });

/** A query of one's own gives no more rows than declared; that it finds none among none says nothing. */
export const sql: KindOf<'sql'> = {
  measures: (options) => [rowsOf(options), countOfRows(options)],

  find(options, answers) {
    const { name, query, max } = options;
    const rows = countOf(answers, countOfRows(options));
    const seen = { observed: { rows }, expected: { max, query: name ?? query }, affected: rows };
    if (rows > max) return failed('SQL_ROWS_ABOVE_MAXIMUM', seen);
    return countOf(answers, rowsOf(options)) === 0 ? inconclusive('SAMPLE_TOO_SMALL', seen) : passed(seen);
  },

  columns: () => [],
};
