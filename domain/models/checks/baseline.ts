import type { CandidateMeasurements, PairedDifference } from '#contracts/evaluation.ts';
import type { ComparedMetric } from '#contracts/metrics.ts';
import type { Judgement } from '../../gates/checks/kind.ts';
import { failed, inconclusive, passed } from '../../gates/checks/verdicts.ts';
import { comparisons, metrics } from '../metrics.ts';
import { unmeasured } from './bounds.ts';
import type { ModelOptions } from './options.ts';

/**
 * Non-inferiority to the champion on the same rows: the two-sided confidence interval of candidate − champion does not
 * reach below −margin where a higher measure is better, or above +margin where a lower is. Not shown is failed. Without a champion it passes.
 *
 * @see ICH E9, Statistical Principles for Clinical Trials, 3.3.2
 */
export function baseline(options: ModelOptions<'baseline'>, measured: CandidateMeasurements): Judgement {
  const { metric, margin, confidence } = options;
  const expected = { metric, margin, confidence };
  if (measured.candidate === null) return inconclusive(unmeasured(measured), { observed: {}, expected });
  if (measured.champion === null) return { verdict: 'pass', code: 'NO_CHAMPION', observed: {}, expected };
  const difference = measured.differences?.[metric] ?? null;
  if (difference === null || difference.rows < 2) return inconclusive('HOLDOUT_TOO_SMALL', { observed: {}, expected });

  const [low, high] = intervalOf(difference, confidence, metric);
  const observed = {
    candidate: measured.candidate.values[metric] ?? null,
    champion: measured.champion.values[metric] ?? null,
    difference: difference.mean,
    error: difference.error,
    low,
    high,
    rows: difference.rows,
  };
  const shown = metrics[metric].better === 'higher' ? low >= -margin : high <= margin;
  return shown ? passed({ observed, expected }) : failed('WORSE_THAN_CHAMPION', { observed, expected });
}

function intervalOf(
  { rows, mean, error }: PairedDifference,
  confidence: number,
  metric: ComparedMetric,
): [number, number] {
  const reach = error * comparisons[metric].quantile((1 + confidence) / 2, rows);
  return [mean - reach, mean + reach];
}
