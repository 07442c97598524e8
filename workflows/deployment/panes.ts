import type { PaneDecided } from '#contracts/pane.ts';
import type { PinnedPane } from '#contracts/training.ts';
import { dataFeed } from '#contracts/window.ts';
import { decide } from '../decision-log.ts';
import { modelActivities } from '../policies.ts';
import { labelsReadySignal, paneScoredSignal } from '../promotion/messages.ts';
import { tell } from '../tell.ts';
import { releaseSlot } from './routes.ts';
import { type DeploymentState, forgetOldest, remembered } from './state.ts';

/** Scores a published data pane by the routes, or joins a published label pane to what was scored. */
export async function takePane(state: DeploymentState, pane: PaneDecided): Promise<void> {
  const pinned: PinnedPane = { window: pane.window, pane: pane.pane, snapshot: pane.snapshot };
  const known = pane.feed === dataFeed ? state.panes : state.labels;
  const key = String(pane.window.start);
  if ((known[key]?.pane ?? -1) >= pane.pane) return;
  known[key] = pinned;
  forgetOldest(known, remembered.windows);
  if (pane.feed === dataFeed) await score(state, pinned);
  await joinLabels(state, key);
}

async function score(state: DeploymentState, pane: PinnedPane): Promise<void> {
  const { champion } = state.routes;
  if (!champion) return;
  const before = Object.values(state.panes).find((other) => other.window.end === pane.window.start) ?? null;
  const { epoch, slot } = state;
  const predictions = await modelActivities
    .scorePane({ routes: { ...state.routes, champion }, pane, before, epoch })
    .catch(() => undefined);
  if (!predictions) {
    const subject = `predictions/${state.model}/${pane.window.start}/${pane.pane}`;
    decide({
      subject,
      kind: 'predictions',
      outcome: 'refused',
      code: 'INFERENCE_ERROR',
      inputs: [pane.snapshot, champion.onnx],
    });
    return;
  }
  state.scored[String(pane.window.start)] = { predictions, stage: slot?.stage ?? -1 };
  forgetOldest(state.scored, remembered.windows);
  state.counts.scored += 1;
  decide({
    subject: `predictions/${state.model}/${pane.window.start}/${pane.pane}`,
    kind: 'predictions',
    outcome: 'published',
    code: 'PREDICTIONS_PUBLISHED',
    numbers: {
      rows: predictions.rows,
      challenged: predictions.challenged,
      start: pane.window.start,
      pane: pane.pane,
      epoch,
    },
    inputs: [pane.snapshot, predictions.champion, ...(predictions.challenger ? [predictions.challenger] : [])],
    evidence: [predictions.data],
  });
  if (slot && slot.stage >= 0)
    await orRelease(
      state,
      slot.epoch,
      tell(slot.promotion, paneScoredSignal, { epoch: slot.epoch, start: pane.window.start }),
    );
}

/** Tells the holder of the slot that a window of its stage has labels. */
async function joinLabels(state: DeploymentState, key: string): Promise<void> {
  const scored = state.scored[key];
  const labels = state.labels[key];
  const { slot } = state;
  if (
    !scored ||
    !labels ||
    !slot ||
    scored.stage !== slot.stage ||
    slot.stage < 0 ||
    scored.predictions.epoch !== slot.epoch
  )
    return;
  scored.labels = labels;
  const { epoch, stage } = slot;
  await orRelease(
    state,
    epoch,
    tell(slot.promotion, labelsReadySignal, {
      epoch,
      stage,
      predictions: scored.predictions,
      labels: labels.snapshot,
      labelPane: labels.pane,
    }),
  );
}

/** A holder that is gone loses the slot that it was told of; a rollback may have given it to another meanwhile. */
async function orRelease(state: DeploymentState, epoch: number, told: Promise<boolean>): Promise<void> {
  if (!(await told)) await releaseSlot(state, epoch);
}
