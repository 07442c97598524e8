import type { Code } from '#contracts/codes.ts';
import type { CandidateMeasurements } from '#contracts/evaluation.ts';
import type { MetricName } from '#contracts/metrics.ts';
import type { Judgement } from '../../gates/checks/kind.ts';
import { failed, inconclusive, passed } from '../../gates/checks/verdicts.ts';
import { metrics } from '../metrics.ts';

/** Why nothing was measured: a model that does not load was never scored. */
export const unmeasured = ({ integrity }: CandidateMeasurements): Code =>
  integrity.loads ? 'HOLDOUT_TOO_SMALL' : 'MODEL_UNREADABLE';

/** A measure of the candidate is at least `min` or at most `max`; one that was not taken cannot tell. */
export function withinBound(
  name: MetricName,
  bound: { readonly min: number } | { readonly max: number },
  measured: CandidateMeasurements,
): Judgement {
  const expected = 'min' in bound ? { min: bound.min } : { max: bound.max };
  const { candidate } = measured;
  const value = candidate?.values[name] ?? null;
  if (candidate === null || value === null) return inconclusive(unmeasured(measured), { observed: {}, expected });
  const seen = { observed: { [name]: value, rows: candidate.rows, positives: candidate.positives }, expected };
  const holds = 'min' in bound ? value >= bound.min : value <= bound.max;
  return holds ? passed(seen) : failed(metrics[name].code, seen);
}
