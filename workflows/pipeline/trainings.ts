import { type Digest, shortDigest } from '#contracts/digest.ts';
import { workflowId as ids } from '#contracts/ids/workflow-ids.ts';
import { present } from '#contracts/present.ts';
import type { Candidate, TrainingRequest } from '#contracts/training.ts';
import { dataFeed, productionEnvironment } from '#contracts/window.ts';
import { trainingDecision } from '#domain/decisions/training.ts';
import { digestOf } from '#domain/digest.ts';
import { trainingSetOf } from '#domain/training/set.ts';
import type { PromotionInput } from '../promotion/state.ts';
import type { promotion } from '../promotion/workflow.ts';
import { startAlone } from '../run/children.ts';
import { decide } from '../run/decision-log.ts';
import { searchable } from '../run/visibility.ts';
import type { training } from '../training/workflow.ts';
import type { TrainNow } from './messages.ts';
import { type PipelineState, remembered } from './state.ts';

/** Pins a training set from what is published and starts its training; false where there is too little. */
export async function requestTraining(state: PipelineState, { by, nonce }: TrainNow): Promise<boolean> {
  if (state.trainings.some((entry) => entry.nonce === nonce)) return true;
  const { inForce, removal } = state;
  const spec = inForce?.applied.spec;
  if (removal) return false;
  if (!inForce || !spec?.model || !spec.training || !spec.labels) return refuse(state, by, nonce);
  const { over, holdout, trainer, seed, deadline, attempts } = spec.training;
  const set = trainingSetOf(state.published[dataFeed] ?? [], state.published[spec.labels.source] ?? [], {
    over,
    holdout,
    size: spec.windows.size,
  });
  // The cadence asks at every pane; only a person's request is answered by a refusal.
  if (!set.ok) return by === 'cadence' ? false : refuse(state, by, nonce);
  const request: TrainingRequest = {
    pipeline: state.pipeline,
    model: spec.model.name,
    spec: inForce.digest,
    ...set.value,
    parameters: trainer.parameters,
    seed,
    requestedBy: by,
    nonce,
  };
  const digest = digestOf(request);
  const id = ids.training(request.model, shortDigest(digest));
  const entry = { id, request: digest, nonce, requestedBy: by, spec: inForce.digest, outcome: 'running' };
  state.trainings = [...state.trainings, entry].slice(-remembered.runs);
  decide(
    trainingDecision.draft({
      about: id,
      outcome: 'requested',
      code: 'TRAINING_REQUESTED',
      numbers: { panes: request.panes.length, spanStart: request.span.start, holdoutEnd: request.holdout.end },
      policy: { spec: inForce.digest, path: 'training' },
      inputs: { request: digest },
      actor: by,
    }),
  );
  await startAlone<typeof training>('training', {
    workflowId: id,
    args: [{ request, deadline, attempts, maxMissing: spec.labels.maxMissing }],
    typedSearchAttributes: searchable({ pipeline: state.pipeline, model: request.model }),
    staticSummary: `training of ${request.model}, asked by ${by}`,
  });
  return true;
}

function refuse(state: PipelineState, by: string, nonce: string): false {
  // A refused training has no request digest, so the nonce makes its id.
  const id = ids.training(state.pipeline, nonce);
  state.trainings = [
    ...state.trainings,
    {
      id,
      request: digestOf(null),
      nonce,
      requestedBy: by,
      spec: state.inForce?.digest ?? digestOf(null),
      outcome: 'refused',
      code: 'TRAINING_SET_TOO_SMALL',
    },
  ].slice(-remembered.runs);
  const about = ids.pipeline(state.pipeline);
  decide(trainingDecision.draft({ about, outcome: 'refused', code: 'TRAINING_SET_TOO_SMALL', actor: by }));
  return false;
}

/** Takes a training's result: a candidate gets a promotion run. */
export async function takeTrained(
  state: PipelineState,
  request: Digest,
  candidate: Candidate | undefined,
  code: string,
): Promise<void> {
  const entry = state.trainings.find((training_) => training_.request === request);
  if (entry?.outcome !== 'running') return;
  Object.assign(entry, { outcome: candidate ? 'completed' : 'failed', code });
  // No model of a pipeline that is being removed may go live.
  if (!candidate || state.removal) return;
  const input = promotionInput(state, candidate, entry.requestedBy);
  const id = ids.promotion(candidate.model, candidate.version);
  if (!input || state.promotions.some((known) => known.id === id)) return;
  state.promotions = [...state.promotions, { id, version: candidate.version, outcome: 'running' }].slice(
    -remembered.runs,
  );
  await startAlone<typeof promotion>('promotion', {
    workflowId: id,
    args: [input],
    typedSearchAttributes: searchable({ pipeline: state.pipeline, model: candidate.model, stage: 'gate' }),
    staticSummary: `promotion of ${candidate.model} ${candidate.version}`,
  });
}

/** The candidate is judged by the spec in force now: "from the next request on". */
function promotionInput(state: PipelineState, candidate: Candidate, requestedBy: string): PromotionInput | undefined {
  const { inForce } = state;
  const { gates, promotion: policy, labels, notices } = inForce?.applied.spec ?? {};
  if (!inForce || !gates?.model || !policy || !labels) return undefined;
  const appliers = state.appliedBy
    .filter(({ spec }) => spec === candidate.spec || spec === inForce.digest)
    .map(({ by }) => by);
  return present({
    pipeline: state.pipeline,
    environment: productionEnvironment,
    candidate,
    champion: state.champion,
    spec: inForce.digest,
    gate: gates.model,
    policy,
    principals: inForce.applied.principals,
    excluded: [...new Set([...appliers, requestedBy])],
    maxMissing: labels.maxMissing,
    notices,
  });
}
