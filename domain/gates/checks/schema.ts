import type { OptionsOf } from '#contracts/check.ts';
import type { Measure } from '#contracts/measure.ts';
import type { GateContext } from '../context.ts';
import { columnsOf } from './answers.ts';
import type { KindOf, Resolved } from './kind.ts';
import { fits } from './types.ts';
import { erred, failed, inconclusive, passed } from './verdicts.ts';

type Options = Resolved<OptionsOf<'schema'>>;

const columns = ({ source }: Options): Measure => ({ kind: 'columns', source });

/** The declared columns, or those of the source's contract, with their logical types. */
const declaredBy = (options: Options, context: GateContext) =>
  options.columns
    ? Object.entries(options.columns).map(([name, type]) => ({ name, type }))
    : context.columns[options.source];

/** The declared columns are there with their types, in their order where that is asked, and no others unless they are allowed. */
export const schema: KindOf<'schema'> = {
  measures: (options) => [columns(options)],

  find(options, answers, context) {
    const contract = declaredBy(options, context);
    if (!contract) return erred('CONTRACT_MISSING');
    const actual = columnsOf(answers, columns(options));
    const expected = { columns: contract.length, extra: options.extra, ...(options.ordered && { ordered: true }) };
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
    // Files hold their columns in any order: what is reported must not depend on it, unless it was asked for.
    const observed = { columns: actual.length, missing, mismatched, unexpected: unexpected.toSorted() };
    if (missing.length > 0) return failed('COLUMN_MISSING', { observed, expected });
    if (mismatched.length > 0) return failed('COLUMN_TYPE_MISMATCH', { observed, expected });
    if (unexpected.length > 0) return failed('COLUMN_UNEXPECTED', { observed, expected });
    const order = actual.map(({ name }) => name).filter((name) => known.has(name));
    if (options.ordered && order.some((name, i) => name !== contract[i]?.name))
      return failed('COLUMN_ORDER_DIFFERS', { observed: { ...observed, order }, expected });
    return passed({ observed, expected });
  },

  columns: () => [],
};
