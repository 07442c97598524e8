import type { OptionsOf } from '#contracts/check.ts';
import type { Measure } from '#contracts/measure.ts';
import { countOf } from './answers.ts';
import type { KindOf, Resolved } from './kind.ts';
import { failed, inconclusive, passed } from './verdicts.ts';

type Options = OptionsOf<'unique'>;

const rowsOf = ({ source }: Resolved<Options>): Measure => ({ kind: 'rows', source });
const repeatsOf = ({ source, columns }: Resolved<Options>): Measure => ({
  kind: 'repeats',
  source,
  columns: [...columns],
});

const keysOf = ({ source, columns }: Resolved<Options>): Measure => ({
  kind: 'allKnown',
  source,
  columns: [...columns],
});

/** No two rows share a key of one or several columns; rows with a null in it are `nullRate`'s to judge. */
export const unique: KindOf<'unique'> = {
  measures: (options) => [rowsOf(options), keysOf(options), repeatsOf(options)],

  find(options, answers) {
    const rows = countOf(answers, rowsOf(options));
    const [column] = options.columns;
    const subject = options.columns.length === 1 && column !== undefined ? { column } : {};
    const expected = { columns: [...options.columns], repeats: 0 };
    if (rows === 0) return inconclusive('SAMPLE_TOO_SMALL', { ...subject, observed: { rows }, expected });
    const repeats = countOf(answers, repeatsOf(options));
    const seen = { ...subject, observed: { rows, repeats }, expected, affected: repeats };
    if (countOf(answers, keysOf(options)) === 0) return inconclusive('SAMPLE_TOO_SMALL', seen);
    return repeats > 0 ? failed('NOT_UNIQUE', seen) : passed(seen);
  },

  columns: ({ columns }) => columns.map((column, i) => ({ at: ['columns', i], column })),

  offence: ({ columns }) => ({ code: 'NOT_UNIQUE', column: columns.join(', '), key: columns }),

  contradiction({ columns }) {
    const again = columns.find((column, i) => columns.indexOf(column) < i);
    return again === undefined
      ? undefined
      : { at: ['columns'], message: 'a key that names a column twice', observed: again, expected: 'each column once' };
  },
};
