import type { FeaturesInput } from '#activities/models/port.ts';
import type { Code } from '#contracts/codes.ts';
import type { Digest } from '#contracts/digest.ts';
import { subject } from '#contracts/ids/subjects.ts';
import type { PaneDecided } from '#contracts/pane.ts';
import type { Predictions } from '#contracts/rollout.ts';
import type { Candidate, PinnedPane } from '#contracts/training.ts';
import { dataFeed } from '#contracts/window.ts';
import { predictionsDecision } from '#domain/decisions/predictions.ts';
import { standingOf } from '#domain/deployment/state.ts';
import { labelsReadyFor, paneBefore, predictionsBefore, takeIn, withScored } from '#domain/deployment/windows.ts';
import { gateCode } from '#domain/gates/report.ts';
import type { MeasuredTable } from '#domain/gates/table-gate.ts';
import { labelsReadySignal, paneScoredSignal } from '../promotion/messages.ts';
import { decide } from '../run/decision-log.ts';
import { modelActivities } from '../run/policies.ts';
import { passTableGate, type TableGateAt } from '../run/table-gate.ts';
import { tell } from '../run/tell.ts';
import { orRelease } from './routes.ts';
import type { DeploymentState } from './state.ts';

/** Scores a published data pane by the routes, or joins a published label pane to what was scored. */
export async function takePane(state: DeploymentState, decided: PaneDecided): Promise<void> {
  const windows = takeIn(state.windows, decided);
  if (!windows) return;
  state.windows = windows;
  const { window, pane, snapshot } = decided;
  if (decided.feed === dataFeed) await score(state, { window, pane, snapshot });
  await tellLabels(state, window.start);
}

async function score(state: DeploymentState, pane: PinnedPane): Promise<void> {
  const { routes, slot, epoch } = state.deployment;
  const { champion } = routes;
  if (!champion) return;
  const before = paneBefore(state.windows, pane);
  const stopped = await featuresRefused(state, { model: champion, pane, before });
  if (stopped) return refuse(state, pane, champion, stopped);
  const scored = { routes: { ...routes, champion }, pane, before, epoch };
  const predictions = await modelActivities.scorePane(scored).catch(() => undefined);
  if (!predictions) return refuse(state, pane, champion, { code: 'INFERENCE_ERROR' });
  const withheld = await predictionsRefused(state, champion, predictions);
  if (withheld) return refuse(state, pane, champion, withheld);
  publish(state, pane, predictions);
  if (slot && 'stage' in slot.standing) {
    const told = tell(slot.promotion, paneScoredSignal, { epoch: slot.epoch, start: pane.window.start });
    await orRelease(state, slot.epoch, told);
  }
}

const aboutOf = ({ model }: DeploymentState, { window: { start }, pane }: Pick<PinnedPane, 'window' | 'pane'>) => ({
  model,
  start,
  pane,
});

/** Why nothing is published for a pane. */
interface Refusal {
  readonly code: Code;
  readonly report?: Digest;
}

/** The gate before an inference: whether the features let it begin. */
async function featuresRefused(state: DeploymentState, input: FeaturesInput): Promise<Refusal | undefined> {
  const { model, pane } = input;
  if (!model.gates?.includes('features')) return undefined;
  const measured = await modelActivities.measureFeatures(input).catch(() => undefined);
  if (!measured) return { code: 'INFERENCE_ERROR' };
  const inputs = { snapshot: pane.snapshot, data: measured.data, model: model.onnx };
  const about = subject.predictions(aboutOf(state, pane));
  return refusalAt({ subject: about, name: 'features', spec: model.spec, inputs }, measured);
}

/** The gate after an inference: whether what the models say may be published. */
async function predictionsRefused(
  state: DeploymentState,
  model: Candidate,
  predictions: Predictions,
): Promise<Refusal | undefined> {
  if (!model.gates?.includes('predictions')) return undefined;
  const previous = predictionsBefore(state.windows, predictions);
  const measured = await modelActivities.measurePredictions({ model, predictions, previous }).catch(() => undefined);
  if (!measured) return { code: 'INFERENCE_ERROR' };
  const inputs = { data: predictions.data, model: model.onnx };
  const about = subject.predictions(aboutOf(state, predictions));
  return refusalAt({ subject: about, name: 'predictions', spec: model.spec, inputs }, measured);
}

async function refusalAt(at: TableGateAt, measured: MeasuredTable): Promise<Refusal | undefined> {
  const { report, admits } = await passTableGate(at, measured);
  return admits ? undefined : { code: gateCode[report.verdict], report: report.digest };
}

function refuse(state: DeploymentState, pane: PinnedPane, { onnx }: Candidate, { code, report }: Refusal): void {
  decide(
    predictionsDecision.draft({
      about: aboutOf(state, pane),
      outcome: 'refused',
      code,
      inputs: { snapshot: pane.snapshot, model: onnx },
      evidence: { report },
    }),
  );
}

function publish(state: DeploymentState, pane: PinnedPane, predictions: Predictions): void {
  const { epoch, rows, challenged, champion, challenger, data } = predictions;
  state.windows = withScored(state.windows, predictions, standingOf(state.deployment));
  state.counts.scored += 1;
  decide(
    predictionsDecision.draft({
      about: aboutOf(state, pane),
      outcome: 'published',
      code: 'PREDICTIONS_PUBLISHED',
      numbers: { rows, challenged, start: pane.window.start, pane: pane.pane, epoch },
      inputs: { snapshot: pane.snapshot, champion, challenger: challenger ?? undefined },
      evidence: { predictions: data },
    }),
  );
}

/** Tells the holder of the slot that a window of its stage has labels. */
async function tellLabels(state: DeploymentState, start: number): Promise<void> {
  const { slot } = state.deployment;
  const ready = labelsReadyFor(state.deployment, state.windows, start);
  if (slot && ready) await orRelease(state, slot.epoch, tell(slot.promotion, labelsReadySignal, ready));
}
