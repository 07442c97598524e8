import type { LabelsReady } from '#contracts/rollout.ts';

/** Where a promotion stands: what says otherwise is of an epoch or a stage that is over. */
export interface Standing {
  readonly epoch: number;
  readonly stage: number;
}

/**
 * Adds scored panes whose labels came to a stage's evidence: one entry a window, of its newest predictions and labels, in
 * order of event time. Answers the same array where nothing changed: for a repeat, an older pane, or another stage.
 */
export function collectEvidence(
  evidence: readonly LabelsReady[],
  ready: LabelsReady,
  standing: Standing,
): readonly LabelsReady[] {
  if (ready.epoch !== standing.epoch || ready.stage !== standing.stage) return evidence;
  const { start } = ready.predictions.window;
  const known = evidence.find(({ predictions }) => predictions.window.start === start);
  if (known && !isNewer(ready, known)) return evidence;
  return [...evidence.filter((entry) => entry !== known), ready].sort(
    (a, b) => a.predictions.window.start - b.predictions.window.start,
  );
}

function isNewer(ready: LabelsReady, known: LabelsReady): boolean {
  const panes = ready.predictions.pane - known.predictions.pane;
  return panes === 0 ? ready.labelPane > known.labelPane : panes > 0;
}
