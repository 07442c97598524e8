import type { StageKind } from '#contracts/rollout.ts';
import type { Stage } from '#contracts/spec.ts';

/** How far a stage is, or how far it must come: panes whose labels came, and labelled rows to compare. */
interface StageProgress {
  readonly panes: number;
  readonly labels: number;
}

export function stageKind(stage: Stage): StageKind {
  if ('shadow' in stage) return 'shadow';
  return 'canary' in stage ? 'canary' : 'production';
}

/** The share of entities that get the candidate's predictions. */
export function weightOf(stage: Stage): number {
  if ('shadow' in stage) return 0;
  return 'canary' in stage ? stage.canary.weight : 1;
}

/** What a stage must have come to before it may pass. */
function needOf(stage: Stage): StageProgress {
  if ('shadow' in stage) return { panes: stage.shadow.panes, labels: 0 };
  return 'canary' in stage ? { panes: 1, labels: stage.canary.minLabels } : { panes: stage.production.bake, labels: 0 };
}

export function isComplete(stage: Stage, progress: StageProgress): boolean {
  const need = needOf(stage);
  return progress.panes >= need.panes && progress.labels >= need.labels;
}

/** Which rows of a stage's predictions are compared, and in which direction it is candidate − predecessor. */
export interface Comparison {
  readonly challengedOnly: boolean;
  readonly direction: 'challenger-champion' | 'champion-challenger';
}

export const comparisonOf = (stage: Stage): Comparison => ({
  challengedOnly: 'canary' in stage,
  direction: 'production' in stage ? 'champion-challenger' : 'challenger-champion',
});

/** Whether a stage is looked at before it is complete. The bake is, for all entities depend on the candidate. */
export const looksEarly = (stage: Stage): boolean => 'production' in stage;
