import type { OptionsOf } from '#contracts/check.ts';
import type { Measure } from '#contracts/measure.ts';
import { type KindOf, oneColumn, type Resolved } from './kind.ts';
import { findInValues, offenceOf, valueMeasures } from './values.ts';

function questionOf({ source, column, pattern }: Resolved<OptionsOf<'pattern'>>) {
  const offenders: Measure = { kind: 'unmatched', source, column, pattern };
  return { source, column, offenders, code: 'VALUE_NOT_MATCHED', expected: { pattern } } as const;
}

/**
 * A pattern is found in every non-null text. It is matched in time linear in the text, so no pattern runs for ever.
 *
 * @see https://github.com/google/re2/wiki/Syntax
 */
export const pattern: KindOf<'pattern'> = {
  measures: (options) => valueMeasures(questionOf(options)),
  find: (options, answers) => findInValues(questionOf(options), answers),
  columns: oneColumn,
  offence: (options) => offenceOf(questionOf(options)),
};
