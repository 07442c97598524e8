import type { Measure } from '#contracts/measure.ts';
import { columnsOf } from './answers.ts';
import type { CheckKind, OptionsOf, Resolved } from './kind.ts';
import { fits } from './types.ts';
import { erred, failed, inconclusive, passed } from './verdicts.ts';

type Options = OptionsOf<'schema'>;

const columns = ({ source }: Resolved<Options>): Measure => ({ kind: 'columns', source });

/** The contract's columns are there with their types, and no others unless they are allowed. Order does not matter. */
export const schema: CheckKind<Options> = {
  measures: (options) => [columns(options)],

  find(options, answers, context) {
    const contract = context.columns[options.source];
    if (!contract) return erred(`source ${options.source} has no contract`);
    const actual = columnsOf(answers, columns(options));
    const expected = { columns: contract.length, extra: options.extra };
    if (actual.length === 0) return inconclusive('SAMPLE_TOO_SMALL', { observed: { columns: 0 }, expected });

    const typeOf = new Map(actual.map(({ name, type }) => [name, type]));
    const known = new Set(contract.map(({ name }) => name));
    const missing = contract.filter(({ name }) => !typeOf.has(name)).map(({ name }) => name);
    const unexpected =
      options.extra === 'allow' ? [] : actual.map(({ name }) => name).filter((name) => !known.has(name));
    const mismatched = contract.flatMap(({ name, type }) => {
      const engineType = typeOf.get(name);
      return engineType === undefined || fits(engineType, type)
        ? []
        : [{ column: name, type: engineType, expected: type }];
    });
    const seen = { observed: { columns: actual.length, missing, mismatched, unexpected }, expected };
    if (missing.length > 0) return failed('COLUMN_MISSING', seen);
    if (mismatched.length > 0) return failed('COLUMN_TYPE_MISMATCH', seen);
    if (unexpected.length > 0) return failed('COLUMN_UNEXPECTED', seen);
    return passed(seen);
  },
};
