import type { OptionsOf } from '#contracts/check.ts';
import type { Measure } from '#contracts/measure.ts';
import { type KindOf, oneColumn, type Resolved } from './kind.ts';
import { findInValues, offenceOf, valueMeasures } from './values.ts';

/** What a format may hold: what `strptime` reads alike in every engine. */
const specifiers = 'YmdHMSfjbBypIzaA%';

function questionOf({ source, column, format }: Resolved<OptionsOf<'dateFormat'>>) {
  const offenders: Measure = { kind: 'undated', source, column, format };
  return { source, column, offenders, code: 'DATE_MALFORMED', expected: { format } } as const;
}

/** Every non-null text is a time as a format of `strptime` writes it. */
export const dateFormat: KindOf<'dateFormat'> = {
  measures: (options) => valueMeasures(questionOf(options)),
  find: (options, answers) => findInValues(questionOf(options), answers),
  columns: oneColumn,
  offence: (options) => offenceOf(questionOf(options)),

  contradiction({ format }) {
    const used = [...format.matchAll(/%(.?)/gs)].map(([, specifier = '']) => specifier);
    const unknown = used.find((specifier) => specifier === '' || !specifiers.includes(specifier));
    if (used.length > 0 && unknown === undefined) return undefined;
    return {
      at: ['format'],
      message: unknown === undefined ? 'a format without a part of a time' : `a format with \`%${unknown}\``,
      observed: format,
      expected: `parts of ${[...specifiers].map((specifier) => `%${specifier}`).join(' ')}`,
    };
  },
};
