import type { Measure } from '#contracts/measure.ts';
import type { CheckKind, OptionsOf, Resolved } from './kind.ts';
import { findInValues, valueMeasures } from './values.ts';

type Options = OptionsOf<'range'>;

function questionOf({ source, column, min, max }: Resolved<Options>) {
  const bounds = { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
  const offenders: Measure = { kind: 'outside', source, column, ...bounds };
  return { source, column, offenders, code: 'VALUE_OUT_OF_RANGE', expected: bounds } as const;
}

/** Every non-null value lies in `[min, max]`; NaN does not. */
export const range: CheckKind<Options> = {
  measures: (options) => valueMeasures(questionOf(options)),
  find: (options, answers) => findInValues(questionOf(options), answers),
};
