import type { FeaturesInput } from '#activities/models/port.ts';
import type { Code } from '#contracts/codes.ts';
import type { Digest } from '#contracts/digest.ts';
import { subject } from '#contracts/ids/subjects.ts';
import type { PaneDecided } from '#contracts/pane.ts';
import type { Predictions } from '#contracts/rollout.ts';
import type { Candidate, PinnedPane } from '#contracts/training.ts';
import { dataFeed } from '#contracts/window.ts';
import { predictionsDecision } from '#domain/decisions/predictions.ts';
import { gateCode } from '#domain/gates/report.ts';
import type { MeasuredTable } from '#domain/gates/table-gate.ts';
import { labelsReadySignal, paneScoredSignal } from '../promotion/messages.ts';
import { decide } from '../run/decision-log.ts';
import { modelActivities } from '../run/policies.ts';
import { passTableGate, type TableGateAt } from '../run/table-gate.ts';
import { tell } from '../run/tell.ts';
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
  const routes = { ...state.routes, champion };
  const stopped = await featuresRefused(state, { model: champion, pane, before });
  if (stopped) return refuse(state, pane, champion, stopped);
  const predictions = await modelActivities.scorePane({ routes, pane, before, epoch }).catch(() => undefined);
  if (!predictions) return refuse(state, pane, champion, { code: 'INFERENCE_ERROR' });
  const withheld = await predictionsRefused(state, champion, predictions);
  if (withheld) return refuse(state, pane, champion, withheld);
  publish(state, pane, predictions);
  if (slot && slot.stage >= 0)
    await orRelease(
      state,
      slot.epoch,
      tell(slot.promotion, paneScoredSignal, { epoch: slot.epoch, start: pane.window.start }),
    );
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
  return refusalAt(
    { subject: subject.predictions(aboutOf(state, pane)), name: 'features', spec: model.spec, inputs },
    measured,
  );
}

/** The gate after an inference: whether what the models say may be published. */
async function predictionsRefused(
  state: DeploymentState,
  model: Candidate,
  predictions: Predictions,
): Promise<Refusal | undefined> {
  if (!model.gates?.includes('predictions')) return undefined;
  const { window } = predictions;
  const previous = Object.values(state.scored)
    .map((scored) => scored.predictions)
    .filter((other) => other.window.start < window.start)
    .reduce<Predictions | null>((a, b) => (a && a.window.start > b.window.start ? a : b), null);
  const measured = await modelActivities.measurePredictions({ model, predictions, previous }).catch(() => undefined);
  if (!measured) return { code: 'INFERENCE_ERROR' };
  const inputs = { data: predictions.data, model: model.onnx };
  return refusalAt(
    { subject: subject.predictions(aboutOf(state, predictions)), name: 'predictions', spec: model.spec, inputs },
    measured,
  );
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
  state.scored[String(pane.window.start)] = { predictions, stage: state.slot?.stage ?? -1 };
  forgetOldest(state.scored, remembered.windows);
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
