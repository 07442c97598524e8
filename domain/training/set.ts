import { type Problem, type Result, refuse, succeed } from '#contracts/problem.ts';
import { formatDuration, formatInstant } from '#contracts/time.ts';
import type { PinnedPane, TrainingRequest } from '#contracts/training.ts';
import type { Window } from '#contracts/window.ts';
import { coverOf, newestPanes } from './cover.ts';

/** Event time in milliseconds: what the trainer gets, what follows it and is kept from it, and the size of a window. */
export interface TrainingPlan {
  readonly over: number;
  readonly holdout: number;
  readonly size: number;
}

/** The part of a training request that says which data. */
export type PinnedData = Pick<TrainingRequest, 'span' | 'holdout' | 'panes' | 'labels'>;

/**
 * Pins the data of a training: `over` up to the held-out part, and `holdout` up to the cut, which is the newest end of a
 * window for which data and labels are published without a gap all the way back.
 *
 * `panes` also holds what is published of the window's size before `span.start`, for features that look back; labels are
 * those of the span and the holdout only. Where windows overlap, panes may too: assembly takes each row once.
 *
 * @param data published panes of the feed `data`, and `labels` those of the label feed, in any order
 */
export function trainingSetOf(
  data: readonly PinnedPane[],
  labels: readonly PinnedPane[],
  plan: TrainingPlan,
): Result<PinnedData> {
  const newestData = newestPanes(data);
  const newestLabels = newestPanes(labels);
  const labelOf = new Map(newestLabels.map((pane) => [pane.window.start, pane]));
  const labelled = newestData.filter(({ window }) => labelOf.has(window.start));
  for (const { window } of labelled.toReversed()) {
    const { span, holdout } = partsBefore(window.end, plan);
    const whole = { start: span.start, end: holdout.end };
    const { panes, gap } = coverOf(
      labelled.filter((pane) => pane.window.end <= whole.end),
      whole,
    );
    if (gap > 0) continue;
    const before = coverOf(newestData, { start: span.start - plan.size, end: span.start }).panes;
    return succeed({
      span,
      holdout,
      panes: newestPanes([...before, ...panes]),
      labels: panes.flatMap((pane) => labelOf.get(pane.window.start) ?? []),
    });
  }
  return refuse(tooSmall(labelled, plan));
}

function partsBefore(cut: number, { over, holdout }: TrainingPlan): { span: Window; holdout: Window } {
  const between = cut - holdout;
  return { span: { start: between - over, end: between }, holdout: { start: between, end: cut } };
}

function tooSmall(labelled: readonly PinnedPane[], plan: TrainingPlan): Problem {
  const length = plan.over + plan.holdout;
  const cut = labelled.at(-1)?.window.end;
  const gap = cut === undefined ? length : coverOf(labelled, { start: cut - length, end: cut }).gap;
  const missing = Math.ceil(gap / plan.size);
  const windows = missing === 1 ? '1 window is' : `${missing} windows are`;
  return {
    code: 'TRAINING_SET_TOO_SMALL',
    message: `${windows} missing of the ${formatDuration(length)} that a training needs, ${formatDuration(plan.holdout)} of it held out`,
    path: 'training.over',
    observed:
      cut === undefined
        ? 'no window with data and labels'
        : `a gap of ${formatDuration(gap)} before ${formatInstant(cut)}`,
    expected: `${formatDuration(length)} of published windows with their labels`,
  };
}
