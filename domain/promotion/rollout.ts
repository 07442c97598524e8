import type { Code } from '#contracts/codes.ts';
import type { PairedDifference } from '#contracts/evaluation.ts';
import type { Standing } from '#contracts/rollout.ts';
import type { Stage } from '#contracts/spec.ts';
import { type Analysis, type AnalysisPolicy, analyseStage, waiting } from './analysis.ts';
import { isComplete, looksEarly, stageKind } from './stages.ts';

/** What a rollout goes by: the declared stages, and how they are analysed. */
export interface RolloutPlan {
  readonly stages: readonly Stage[];
  readonly analysis: AnalysisPolicy;
}

/** How far a rollout is; plain JSON. */
export interface Rollout {
  readonly standing: Exclude<Standing, { readonly at: 'steady' }>;
  /** Looks that were spent, over all stages together. */
  readonly looks: number;
}

/** What is known of the open stage, all its windows with labels together. */
export interface StageEvidence {
  /** Log loss of candidate − predecessor, over the labelled rows, each once. */
  readonly difference: PairedDifference;
  /** Scored rows without a label. */
  readonly missing: number;
  /** Panes whose labels came. */
  readonly panes: number;
}

export type RolloutEvent =
  /** `compared`: whether a model is live that the candidate can be compared with. */
  | { readonly kind: 'begin'; readonly compared: boolean }
  /** More labels came for the open stage. */
  | { readonly kind: 'labelled'; readonly evidence: StageEvidence };

export type RolloutEffect =
  | { readonly kind: 'enter'; readonly stage: Stage; readonly index: number }
  /** What was said of the open stage, with the looks spent by now. */
  | {
      readonly kind: 'analysed';
      readonly analysis: Analysis;
      readonly stage: number;
      readonly panes: number;
      readonly looks: number;
    }
  /** Nothing is live to compare with: the candidate serves at once, and for good. */
  | { readonly kind: 'unopposed' }
  /** The last stage passed. */
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly code: Code };

type Step = readonly [Rollout, readonly RolloutEffect[]];

export const notBegun: Rollout = { standing: { at: 'waiting' }, looks: 0 };

/** One step of a candidate's way through the declared stages: the next state, and what follows, in order: what was said of the open stage, then what comes next, if it does not stay open. */
export function advance(plan: RolloutPlan, state: Rollout, event: RolloutEvent): Step {
  if (event.kind === 'labelled') return consider(plan, state, event.evidence);
  return event.compared ? enter(plan, state, 0) : [state, [{ kind: 'unopposed' }]];
}

function enter({ stages }: RolloutPlan, state: Rollout, index: number): Step {
  const stage = stages[index];
  if (!stage) return [state, [{ kind: 'passed' }]];
  return [{ ...state, standing: { at: stageKind(stage), stage: index } }, [{ kind: 'enter', stage, index }]];
}

/** The stages before production are looked at once they are complete, for the declared looks are few; the bake at every pane. */
function consider(plan: RolloutPlan, state: Rollout, evidence: StageEvidence): Step {
  const { standing } = state;
  const stage = 'stage' in standing ? plan.stages[standing.stage] : undefined;
  if (!stage || !('stage' in standing)) return [state, []];
  const { difference, missing, panes } = evidence;
  const complete = isComplete(stage, { panes, labels: difference.rows });
  const analysis =
    complete || looksEarly(stage)
      ? analyseStage({ difference, missing, look: state.looks + 1, complete }, plan.analysis)
      : waiting({ labelled: difference.rows, missing });
  const looks = state.looks + (analysis.looked ? 1 : 0);
  const [after, effects] = conclude(plan, { ...state, looks }, standing.stage, analysis);
  return [after, [{ kind: 'analysed', analysis, stage: standing.stage, panes, looks }, ...effects]];
}

function conclude(plan: RolloutPlan, state: Rollout, stage: number, { verdict, code }: Analysis): Step {
  if (verdict === 'pass') return enter(plan, state, stage + 1);
  const isOver = verdict === 'fail' || code === 'STAGE_INCONCLUSIVE';
  return [state, isOver ? [{ kind: 'failed', code }] : []];
}
