import type { OptionsOf } from '#contracts/check.ts';
import type { Drifted, Measure } from '#contracts/measure.ts';
import type { GateContext } from '../context.ts';
import { driftedOf } from './answers.ts';
import { type KindOf, oneColumn, type Resolved } from './kind.ts';
import { failed, inconclusive, passed } from './verdicts.ts';

type Options = Resolved<OptionsOf<'drift'>>;

function measureOf({ source, column, method }: Options, context: GateContext): Measure | undefined {
  const reference = context.references?.[source];
  return reference === undefined ? undefined : { kind: 'drift', source, column, method, reference };
}

const withPValue: ReadonlySet<string> = new Set(['ks', 'chiSquared']);

function expectedOf({ method, max, minPValue, minRows }: Options) {
  return { method, ...(max !== undefined && { max }), ...(minPValue !== undefined && { minPValue }), minRows };
}

/** High cardinality would make the report as large as the data: bins are shown where a person can read them. */
const mostShown = 32;

function observedOf({ bins, ...drifted }: Drifted) {
  const shown = bins && (bins.edges.length <= mostShown ? bins : { numeric: bins.numeric, levels: bins.edges.length });
  return { ...Object.fromEntries(Object.entries(drifted).filter(([, value]) => value !== undefined)), ...shown };
}

/** A column's distribution is near that of the pinned reference; nulls are left out of both sides, and counted beside. */
export const drift: KindOf<'drift'> = {
  measures(options, context) {
    const measure = measureOf(options, context);
    return measure ? [measure] : [];
  },

  find(options, answers, context) {
    const { column, max, minPValue, minRows } = options;
    const expected = expectedOf(options);
    const measure = measureOf(options, context);
    if (!measure) return inconclusive('REFERENCE_MISSING', { column, observed: {}, expected });
    const drifted = driftedOf(answers, measure);
    const { statistic, pValue, rows, referenceRows } = drifted;
    const seen = { column, observed: observedOf(drifted), expected };
    if (statistic === undefined || Math.min(rows, referenceRows) < minRows)
      return inconclusive('SAMPLE_TOO_SMALL', seen);
    if (max !== undefined) return statistic > max ? failed('DRIFT_ABOVE_MAXIMUM', seen) : passed(seen);
    return (pValue ?? 1) < (minPValue ?? 0) ? failed('DRIFT_SIGNIFICANT', seen) : passed(seen);
  },

  columns: oneColumn,

  contradiction({ method, max, minPValue }) {
    if ((max === undefined) === (minPValue === undefined))
      return {
        at: [],
        message: 'one bound is needed',
        observed: max === undefined ? 'none' : 'two',
        expected: '`max` or `minPValue`',
      };
    if (minPValue === undefined || withPValue.has(method)) return undefined;
    return { at: ['minPValue'], message: `${method} has no p-value`, observed: `${minPValue}`, expected: '`max`' };
  },
};
