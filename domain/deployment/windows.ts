import type { PaneDecided } from '#contracts/pane.ts';
import type { LabelsReady, Predictions, Standing } from '#contracts/rollout.ts';
import type { PinnedPane } from '#contracts/training.ts';
import { dataFeed } from '#contracts/window.ts';
import { type Deployment, standingOf } from './state.ts';

/** A window that was scored. */
export interface ScoredWindow {
  readonly predictions: Predictions;
  /** Where the rollout stood when it was. */
  readonly standing: Standing;
}

type ByStart<T> = Readonly<Record<string, T>>;

/** What a deployment knows of the newest windows, by their start; plain JSON, bounded. */
export interface Windows {
  /** The newest published data pane of each, and the newest label pane. */
  readonly panes: ByStart<PinnedPane>;
  readonly labels: ByStart<PinnedPane>;
  readonly scored: ByStart<ScoredWindow>;
}

/** How many windows a deployment remembers. */
const remembered = 64;

export const noWindows: Windows = { panes: {}, labels: {}, scored: {} };

/** Takes a published pane in; undefined where one as new is known. */
export function takeIn(windows: Windows, { feed, window, pane, snapshot }: PaneDecided): Windows | undefined {
  const side = feed === dataFeed ? 'panes' : 'labels';
  const known = windows[side][window.start];
  if (known && known.pane >= pane) return undefined;
  return { ...windows, [side]: withNewest(windows[side], window.start, { window, pane, snapshot }) };
}

export const withScored = (windows: Windows, predictions: Predictions, standing: Standing): Windows => ({
  ...windows,
  scored: withNewest(windows.scored, predictions.window.start, { predictions, standing }),
});

/** Keeps the entries of the newest windows. */
function withNewest<T>(entries: ByStart<T>, start: number, entry: T): ByStart<T> {
  const all = Object.entries<T>({ ...entries, [start]: entry });
  return Object.fromEntries(all.sort(([a], [b]) => Number(a) - Number(b)).slice(-remembered));
}

/** The pane of the window right before, for features that look back. */
export const paneBefore = ({ panes }: Windows, { window }: PinnedPane): PinnedPane | null =>
  Object.values(panes).find((other) => other.window.end === window.start) ?? null;

/** The newest predictions of an earlier window, which drift is measured against. */
export const predictionsBefore = ({ scored }: Windows, { window }: Predictions): Predictions | null =>
  Object.values(scored)
    .map(({ predictions }) => predictions)
    .filter((other) => other.window.start < window.start)
    .reduce<Predictions | null>((a, b) => (a && a.window.start > b.window.start ? a : b), null);

/** What the holder of the slot hears of a window: that it was scored in its stage, and its labels are there. */
export function labelsReadyFor(
  { slot }: Pick<Deployment, 'slot'>,
  { scored, labels }: Windows,
  start: number,
): LabelsReady | undefined {
  const window = scored[start];
  const label = labels[start];
  const standing = standingOf({ slot });
  if (!window || !label || !slot || !('stage' in standing) || !('stage' in window.standing)) return undefined;
  const { predictions } = window;
  const { epoch } = slot;
  const { stage } = standing;
  if (predictions.epoch !== epoch || window.standing.stage !== stage) return undefined;
  return { epoch, stage, predictions, labels: label.snapshot, labelPane: label.pane };
}
