import type { CandidateMeasurements, PairedDifference } from '#contracts/evaluation.ts';
import type { Judgement } from '../../gates/checks/kind.ts';
import { failed, inconclusive, passed } from '../../gates/checks/verdicts.ts';
import { normalQuantile } from '../../statistics/normal.ts';
import { studentQuantile } from '../../statistics/student-t.ts';
import { unmeasured } from './metrics.ts';
import type { ModelOptions } from './options.ts';

/**
 * Non-inferiority to the champion on the same rows: the two-sided confidence interval of candidate − champion does not
 * reach below −margin (area under the curve) or above +margin (log loss). Not shown is failed. Without a champion it passes.
 *
 * @see ICH E9, Statistical Principles for Clinical Trials, 3.3.2
 */
export function baseline(options: ModelOptions<'baseline'>, measured: CandidateMeasurements): Judgement {
  const { metric, margin, confidence } = options;
  const expected = { metric, margin, confidence };
  if (measured.candidate === null) return inconclusive(unmeasured(measured), { observed: {}, expected });
  if (measured.champion === null) return { verdict: 'pass', code: 'NO_CHAMPION', observed: {}, expected };
  const difference = measured[metric];
  if (difference === null || difference.rows < 2) return inconclusive('HOLDOUT_TOO_SMALL', { observed: {}, expected });

  const [low, high] = intervalOf(difference, confidence, metric);
  const observed = {
    candidate: measured.candidate[metric],
    champion: measured.champion[metric],
    difference: difference.mean,
    error: difference.error,
    low,
    high,
    rows: difference.rows,
  };
  const shown = metric === 'auc' ? low >= -margin : high <= margin;
  return shown ? passed({ observed, expected }) : failed('WORSE_THAN_CHAMPION', { observed, expected });
}

function intervalOf(
  { rows, mean, error }: PairedDifference,
  confidence: number,
  metric: 'auc' | 'logLoss',
): [number, number] {
  const probability = (1 + confidence) / 2;
  const reach = error * (metric === 'auc' ? normalQuantile(probability) : studentQuantile(probability, rows - 1));
  return [mean - reach, mean + reach];
}
