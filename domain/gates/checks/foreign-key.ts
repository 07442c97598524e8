import type { OptionsOf } from '#contracts/check.ts';
import type { Measure } from '#contracts/measure.ts';
import { countOf } from './answers.ts';
import { type KindOf, type Resolved, repeatedName } from './kind.ts';
import { failed, inconclusive, passed } from './verdicts.ts';

type Options = Resolved<OptionsOf<'foreignKey'>>;

/** The source under which the rows of a file that a gate names are measured. */
export const sourceOfFile = (file: string): string => `file:${file}`;

const otherOf = ({ source, to }: Options): string =>
  to.file === undefined ? (to.source ?? source) : sourceOfFile(to.file);
const otherColumns = ({ columns, to }: OptionsOf<'foreignKey'>): string[] => [...(to.columns ?? columns)];

const rowsOf = ({ source }: Options): Measure => ({ kind: 'rows', source });
const otherRowsOf = (options: Options): Measure => ({ kind: 'rows', source: otherOf(options) });
const keysOf = ({ source, columns }: Options): Measure => ({ kind: 'allKnown', source, columns: [...columns] });
const orphansOf = (options: Options): Extract<Measure, { kind: 'orphans' }> => ({
  kind: 'orphans',
  source: options.source,
  columns: [...options.columns],
  to: { source: otherOf(options), columns: otherColumns(options) },
});

/**
 * Every key is that of a row of another table; rows with a null in the key have none. Without a key, or without a row of the
 * other table, it cannot tell.
 */
export const foreignKey: KindOf<'foreignKey'> = {
  measures: (options) => [rowsOf(options), otherRowsOf(options), keysOf(options), orphansOf(options)],

  find(options, answers) {
    const rows = countOf(answers, rowsOf(options));
    const referenceRows = countOf(answers, otherRowsOf(options));
    const keys = countOf(answers, keysOf(options));
    const [column] = options.columns;
    const { source, file } = options.to;
    const to = { ...(source !== undefined && { source }), ...(file !== undefined && { file }) };
    const expected = { columns: [...options.columns], to: { ...to, columns: otherColumns(options) }, orphans: 0 };
    const subject = options.columns.length === 1 && column !== undefined ? { column } : {};
    const counted = { rows, keys, referenceRows };
    if (keys === 0) return inconclusive('SAMPLE_TOO_SMALL', { ...subject, observed: counted, expected });
    if (referenceRows === 0) return inconclusive('REFERENCE_MISSING', { ...subject, observed: counted, expected });
    const orphans = countOf(answers, orphansOf(options));
    const seen = { ...subject, observed: { ...counted, orphans }, expected, affected: orphans };
    return orphans > 0 ? failed('FOREIGN_KEY_MISSING', seen) : passed(seen);
  },

  columns: ({ columns }) => columns.map((column, i) => ({ at: ['columns', i], column })),

  offence: (options) => ({
    code: 'FOREIGN_KEY_MISSING',
    column: options.columns.join(', '),
    orphans: orphansOf(options),
  }),

  contradiction(options) {
    const { columns, to } = options;
    if ((to.source === undefined) === (to.file === undefined))
      return {
        at: ['to'],
        message: 'a key leads to one table',
        observed: to.file === undefined ? 'none' : 'two',
        expected: '`source` or `file`',
      };
    const others = otherColumns(options);
    if (others.length !== columns.length)
      return {
        at: ['to', 'columns'],
        message: 'keys of two lengths',
        observed: `${others.length} columns`,
        expected: `${columns.length}, as the key has`,
      };
    return repeatedName(columns, ['columns']);
  },
};
