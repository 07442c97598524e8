import type { OptionsOf } from '#contracts/check.ts';
import type { Measure } from '#contracts/measure.ts';
import { countOf } from './answers.ts';
import type { KindOf, Resolved } from './kind.ts';
import { failed, inconclusive, passed } from './verdicts.ts';

const rowsOf = ({ source }: Resolved<OptionsOf<'manifest'>>): Measure => ({ kind: 'rows', source });

/** As many rows, in as many files, as were announced. The only check that a split of the same rows into other files can change. */
export const manifest: KindOf<'manifest'> = {
  measures: (options) => [rowsOf(options)],

  find(options, answers, context) {
    const observedRows = countOf(answers, rowsOf(options));
    const observedFiles = context.files?.[options.source];
    const { rows, files } = options;
    const observed = {
      ...(rows !== undefined && { rows: observedRows }),
      ...(files !== undefined && observedFiles !== undefined && { files: observedFiles }),
    };
    const expected = { ...(rows !== undefined && { rows }), ...(files !== undefined && { files }) };
    const seen = { observed, expected };
    if (rows !== undefined && rows !== observedRows) return failed('MANIFEST_MISMATCH', seen);
    if (files !== undefined && observedFiles === undefined) return inconclusive('REFERENCE_MISSING', seen);
    if (files !== undefined && files !== observedFiles) return failed('MANIFEST_MISMATCH', seen);
    return observedRows === 0 && rows !== 0 ? inconclusive('SAMPLE_TOO_SMALL', seen) : passed(seen);
  },

  columns: () => [],

  contradiction: ({ rows, files }) =>
    rows === undefined && files === undefined
      ? {
          at: [],
          message: 'a manifest that announces nothing',
          observed: 'neither',
          expected: '`rows`, `files` or both',
        }
      : undefined,
};
