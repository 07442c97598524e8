import type { Routes, StageKind } from '#contracts/rollout.ts';
import type { Stage } from '#contracts/spec.ts';
import type { Candidate } from '#contracts/training.ts';

/** How far a stage is, or how far it must come: panes whose labels came, and labelled rows to compare. */
export interface StageProgress {
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
export function needOf(stage: Stage): StageProgress {
  if ('shadow' in stage) return { panes: stage.shadow.panes, labels: 0 };
  return 'canary' in stage ? { panes: 1, labels: stage.canary.minLabels } : { panes: stage.production.bake, labels: 0 };
}

export function isComplete(stage: Stage, progress: StageProgress): boolean {
  const need = needOf(stage);
  return progress.panes >= need.panes && progress.labels >= need.labels;
}

/** The index of the stage after; undefined after the last one, when the candidate is promoted. */
export const nextStage = (stages: readonly Stage[], index: number): number | undefined =>
  index + 1 < stages.length ? index + 1 : undefined;

/** What a deployment serves in a stage: in production the candidate serves all, and the predecessor scores beside it. */
export function routesOf(stage: Stage, candidate: Candidate, predecessor: Candidate): Routes {
  if ('production' in stage) return { champion: candidate, challenger: predecessor, weight: 0 };
  return { champion: predecessor, challenger: candidate, weight: weightOf(stage) };
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

/**
 * Whether a stage is looked at before it is complete. The bake is, at every pane: all entities depend on the candidate. The
 * stages before it are looked at once, for the declared looks are few.
 */
export const looksEarly = (stage: Stage): boolean => 'production' in stage;
