import type { OptionsOf } from '#contracts/check.ts';
import type { Measure } from '#contracts/measure.ts';
import { type KindOf, oneColumn, type Resolved } from './kind.ts';
import { findInValues, offenceOf, valueMeasures } from './values.ts';

function questionOf({ source, column, values }: Resolved<OptionsOf<'set'>>) {
  const offenders: Measure = { kind: 'notIn', source, column, values };
  return { source, column, offenders, code: 'VALUE_NOT_IN_SET', expected: { values } } as const;
}

/** Every non-null value is one of those declared. */
export const set: KindOf<'set'> = {
  measures: (options) => valueMeasures(questionOf(options)),
  find: (options, answers) => findInValues(questionOf(options), answers),
  columns: oneColumn,
  offence: (options) => offenceOf(questionOf(options)),
};
