import type { OptionsOf } from '#contracts/check.ts';
import type { Measure } from '#contracts/measure.ts';
import { countOf } from './answers.ts';
import type { KindOf, Resolved } from './kind.ts';
import { failed, passed } from './verdicts.ts';

const countOfRows = ({ source, query, timeout }: Resolved<OptionsOf<'sql'>>): Measure => ({
  kind: 'sql',
  source,
  query,
  timeout,
});

/** A query of one's own gives no more rows than declared. */
export const sql: KindOf<'sql'> = {
  measures: (options) => [countOfRows(options)],

  find(options, answers) {
    const { name, query, max } = options;
    const rows = countOf(answers, countOfRows(options));
    const seen = { observed: { rows }, expected: { max, query: name ?? query }, affected: rows };
    return rows > max ? failed('SQL_ROWS_ABOVE_MAXIMUM', seen) : passed(seen);
  },

  columns: () => [],
};
