import type { OptionsOf } from '#contracts/check.ts';
import type { Measure } from '#contracts/measure.ts';
import { findAge } from './age.ts';
import { type KindOf, oneColumn, type Resolved } from './kind.ts';

const measureOf = ({ source, column }: Resolved<OptionsOf<'freshness'>>): Measure => ({
  kind: 'latest',
  source,
  column,
});

/** The latest time in a column is at most `maxAge` before the end of the window, or before `asOf`. */
export const freshness: KindOf<'freshness'> = {
  measures: (options) => [measureOf(options)],
  find: (options, answers, context) => findAge(options, measureOf(options), answers, context),
  columns: oneColumn,
};
