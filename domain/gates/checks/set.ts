import type { Measure } from '#contracts/measure.ts';
import type { CheckKind, OptionsOf, Resolved } from './kind.ts';
import { findInValues, valueMeasures } from './values.ts';

type Options = OptionsOf<'set'>;

function questionOf({ source, column, values }: Resolved<Options>) {
  const offenders: Measure = { kind: 'notIn', source, column, values };
  return { source, column, offenders, code: 'VALUE_NOT_IN_SET', expected: { values } } as const;
}

/** Every non-null value is one of those declared. */
export const set: CheckKind<Options> = {
  measures: (options) => valueMeasures(questionOf(options)),
  find: (options, answers) => findInValues(questionOf(options), answers),
};
