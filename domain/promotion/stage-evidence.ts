import type { LabelsReady } from '#contracts/rollout.ts';

/**
 * Adds scored panes whose labels came to a stage's evidence: one entry a window, of its newest predictions and labels, in
 * order of event time. Answers the same array where nothing changed: for a repeat, an older pane, or an epoch or a stage
 * that is not the open one.
 */
export function collectEvidence(
  evidence: readonly LabelsReady[],
  ready: LabelsReady,
  { epoch, stage }: Pick<LabelsReady, 'epoch' | 'stage'>,
): readonly LabelsReady[] {
  if (ready.epoch !== epoch || ready.stage !== stage) return evidence;
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
