import type { OptionsOf } from '#contracts/check.ts';
import type { Measure } from '#contracts/measure.ts';
import { type KindOf, oneColumn, type Resolved } from './kind.ts';
import { findInValues, offenceOf, valueMeasures } from './values.ts';

type Options = OptionsOf<'range'>;

const boundsOf = ({ min, max }: Options) => ({ ...(min !== undefined && { min }), ...(max !== undefined && { max }) });

function questionOf(options: Resolved<Options>) {
  const { source, column } = options;
  const bounds = boundsOf(options);
  const offenders: Measure = { kind: 'outside', source, column, ...bounds };
  return { source, column, offenders, code: 'VALUE_OUT_OF_RANGE', expected: bounds } as const;
}

/** Every non-null value lies in `[min, max]`; NaN does not. Bounds are numbers, or times for dates and timestamps. */
export const range: KindOf<'range'> = {
  measures: (options) => valueMeasures(questionOf(options)),
  find: (options, answers) => findInValues(questionOf(options), answers),
  columns: oneColumn,
  offence: (options) => offenceOf(questionOf(options)),

  contradiction({ min, max }) {
    if (min === undefined && max === undefined)
      return { at: [], message: 'a range without bounds', observed: 'neither', expected: '`min`, `max` or both' };
    if (min === undefined || max === undefined) return undefined;
    if (typeof min !== typeof max)
      return {
        at: ['max'],
        message: 'bounds of two kinds',
        observed: `${min}, ${max}`,
        expected: 'two numbers or two times',
      };
    return min > max
      ? { at: ['min'], message: 'the range is empty', observed: `${min}`, expected: `at most ${max}` }
      : undefined;
  },
};
