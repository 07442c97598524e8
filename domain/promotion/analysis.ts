import type { Code } from '#contracts/codes.ts';
import type { PairedDifference } from '#contracts/evaluation.ts';
import type { Verdict } from '#contracts/finding.ts';
import type { PromotionSpec } from '#contracts/spec.ts';
import { studentQuantile } from '../statistics/student-t.ts';

/** The declared rules of an analysis: `promotion.analysis` of the spec, and `labels.maxMissing`. */
export interface AnalysisPolicy extends Readonly<PromotionSpec['analysis']> {
  /** Above this share of scored rows without a label nothing is concluded. */
  readonly maxMissing: number;
}

/** What is known of a stage when labels came. */
export interface Look {
  /** Log loss of candidate − predecessor, over the stage's labelled rows so far, each once. */
  readonly difference: PairedDifference;
  /** Scored rows without a label. */
  readonly missing: number;
  /** This look's number, from 1 over all stages together. */
  readonly look: number;
  /** The stage has the panes and labels that its spec asks for. */
  readonly complete: boolean;
}

/** What a look says of a stage. */
export interface Analysis {
  readonly verdict: Exclude<Verdict, 'error'>;
  readonly code: Code;
  /** Whether one of the declared looks was spent: it was not where there was too little to look at. */
  readonly looked: boolean;
  readonly numbers: Readonly<Record<string, number>>;
}

/**
 * Analyses a stage: a one-sided t test for harm at level `alpha / looks`, which by Bonferroni's inequality raises a false
 * alarm with a probability of at most `alpha` over all declared looks together, whatever their dependence.
 *
 * The analysis is a guardrail. It fails where the lower bound of the mean difference lies above the margin, that is, where
 * harm is shown. It passes where a complete stage has enough labels and harm is not shown. That is no proof of equality:
 * non-inferiority was the model gate's to show on held-out rows, and a stage of some hundred labels could not show it
 * again within any useful margin. So each look records `upper` too, the largest harm that it cannot exclude, and
 * `minLabels` bounds it.
 *
 * The t test takes rows as independent, and their mean as near normal. Skew towards rare great gains raises more false
 * alarms: in simulation with exponential differences ten looks gave 7 % from 30 rows on, 4 % from 200, for an alpha of 5 %.
 */
export function analyseStage(look: Look, policy: AnalysisPolicy): Analysis {
  const { difference, missing, complete } = look;
  const scored = difference.rows + missing;
  const counts = { look: look.look, looks: policy.looks, labelled: difference.rows, missing };
  const share = scored === 0 ? 0 : missing / scored;
  const spent = look.look > policy.looks;
  const enough = difference.rows >= Math.max(policy.minLabels, 2) && share <= policy.maxMissing;
  if (spent || !enough) return open(spent, false, { ...counts, missingShare: share });

  const reach = studentQuantile(1 - policy.alpha / policy.looks, difference.rows - 1) * difference.error;
  const [lower, upper] = [difference.mean - reach, difference.mean + reach];
  const numbers = { ...counts, missingShare: share, mean: difference.mean, lower, upper, margin: policy.margin };
  if (lower > policy.margin) return { verdict: 'fail', code: 'GUARDRAIL_BREACHED', looked: true, numbers };
  if (complete) return { verdict: 'pass', code: 'STAGE_PASSED', looked: true, numbers };
  return open(look.look === policy.looks, true, numbers);
}

/** A stage that is not looked at yet. */
export const waiting = (numbers: Analysis['numbers']): Analysis => open(false, false, numbers);

const open = (last: boolean, looked: boolean, numbers: Analysis['numbers']): Analysis => ({
  verdict: 'inconclusive',
  code: last ? 'STAGE_INCONCLUSIVE' : 'STAGE_WAITING',
  looked,
  numbers,
});
