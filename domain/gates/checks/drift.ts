import type { Measure } from '#contracts/measure.ts';
import { psi } from '../../statistics/psi.ts';
import type { GateContext } from '../context.ts';
import { distributionOf } from './answers.ts';
import type { CheckKind, OptionsOf, Resolved } from './kind.ts';
import { failed, inconclusive, passed } from './verdicts.ts';

type Options = OptionsOf<'drift'>;

function distribution({ source, column }: Resolved<Options>, context: GateContext): Measure | undefined {
  const reference = context.references?.[source];
  return reference === undefined ? undefined : { kind: 'distribution', source, column, reference };
}

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

/** A column's distribution is near that of the pinned reference; nulls are left out of both sides. */
export const drift: CheckKind<Options> = {
  measures(options, context) {
    const measure = distribution(options, context);
    return measure ? [measure] : [];
  },

  find(options, answers, context) {
    const { column, method, max, minRows } = options;
    const expected = { method, max, minRows };
    const measure = distribution(options, context);
    if (!measure) return inconclusive('REFERENCE_MISSING', { column, observed: {}, expected });
    const { edges, numeric, reference, current } = distributionOf(answers, measure);
    const sizes = { rows: total(current), referenceRows: total(reference) };
    if (Math.min(sizes.rows, sizes.referenceRows) < minRows) {
      return inconclusive('SAMPLE_TOO_SMALL', { column, observed: sizes, expected });
    }
    // High cardinality would make the report as large as the data: bins are shown where a person can read them.
    const bins = edges.length <= 32 ? { edges: [...edges], reference, current } : { levels: edges.length };
    const seen = { column, observed: { statistic: psi(reference, current), ...sizes, numeric, ...bins }, expected };
    return seen.observed.statistic > max ? failed('DRIFT_ABOVE_MAXIMUM', seen) : passed(seen);
  },
};
