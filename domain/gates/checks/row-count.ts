import type { OptionsOf } from '#contracts/check.ts';
import type { Measure } from '#contracts/measure.ts';
import { countOf } from './answers.ts';
import type { Judgement, KindOf, Resolved } from './kind.ts';
import { exceeds, failed, inconclusive, passed } from './verdicts.ts';

type Options = OptionsOf<'rowCount'>;

const rowsOf = ({ source }: Resolved<Options>): Measure => ({ kind: 'rows', source });

/**
 * The number of rows lies within bounds, and near the mean of the published windows before.
 *
 * As many of the `over` windows count as there are; without any it cannot tell. No rows are a pass only where `min: 0`
 * says so.
 */
export const rowCount: KindOf<'rowCount'> = {
  measures: (options) => [rowsOf(options)],

  find(options, answers, context) {
    const rows = countOf(answers, rowsOf(options));
    const { min, max, withinOfPrevious } = options;
    const bounds = { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
    const seen = { observed: { rows }, expected: bounds };
    if (min !== undefined && rows < min) return failed('ROW_COUNT_BELOW_MINIMUM', seen);
    if (max !== undefined && rows > max) return failed('ROW_COUNT_ABOVE_MAXIMUM', seen);
    if (withinOfPrevious !== undefined) {
      const previous = (context.previousRows?.[options.source] ?? []).slice(0, options.over);
      return compare(rows, previous, { ...bounds, withinOfPrevious, over: options.over });
    }
    return rows === 0 && min === undefined ? inconclusive('SAMPLE_TOO_SMALL', seen) : passed(seen);
  },

  columns: () => [],

  contradiction({ min, max, withinOfPrevious }) {
    if (min === undefined && max === undefined && withinOfPrevious === undefined)
      return {
        at: [],
        message: 'a row count without bounds',
        observed: 'none',
        expected: '`min`, `max` or `withinOfPrevious`',
      };
    if (min === undefined || max === undefined || min <= max) return undefined;
    return { at: ['min'], message: 'no row count lies within', observed: `${min}`, expected: `at most ${max}` };
  },
};

interface Expected {
  readonly [bound: string]: number;
  readonly withinOfPrevious: number;
}

function compare(rows: number, previous: readonly number[], expected: Expected): Judgement {
  if (previous.length === 0) return inconclusive('REFERENCE_MISSING', { observed: { rows, windows: 0 }, expected });
  const mean = previous.reduce((sum, count) => sum + count, 0) / previous.length;
  const observed = { rows, windows: previous.length, mean };
  if (mean === 0 && rows === 0) return inconclusive('SAMPLE_TOO_SMALL', { observed, expected });
  if (mean === 0) return failed('ROW_COUNT_DEVIATES', { observed, expected });
  const deviation = Math.abs(rows - mean) / mean;
  const seen = { observed: { ...observed, deviation }, expected };
  return exceeds(deviation, expected.withinOfPrevious) ? failed('ROW_COUNT_DEVIATES', seen) : passed(seen);
}
