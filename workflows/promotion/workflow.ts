import { condition, setHandler, workflowInfo } from '@temporalio/workflow';
import { z } from 'zod';
import { workflowId as ids } from '#contracts/ids/workflow-ids.ts';
import { LabelsReady } from '#contracts/rollout.ts';
import { Candidate } from '#contracts/training.ts';
import { candidateDecision } from '#domain/decisions/candidate.ts';
import { promotionDecision } from '#domain/decisions/promotion.ts';
import { digestOf } from '#domain/digest.ts';
import { judgeCandidate } from '#domain/models/judge.ts';
import { collectEvidence } from '#domain/promotion/stage-evidence.ts';
import { releaseSlotSignal, requestSlotSignal } from '../deployment/messages.ts';
import { promotionDecidedSignal } from '../pipeline/messages.ts';
import { decide } from '../run/decision-log.ts';
import { notify } from '../run/notify.ts';
import { artifactActivities, modelActivities } from '../run/policies.ts';
import { receive } from '../run/receive.ts';
import { sealed } from '../run/sealing.ts';
import { tell } from '../run/tell.ts';
import { recordVerdict } from '../run/verdict.ts';
import { makeSearchable } from '../run/visibility.ts';
import { awaitApprovals, takeApproval } from './approvals.ts';
import { showPromotion, viewOf } from './details.ts';
import * as messages from './messages.ts';
import { writeReleaseNotes } from './release.ts';
import { revoked, rollOut, setStage } from './rollout.ts';
import type { Ended, PromotionInput, PromotionResult, PromotionState } from './state.ts';

/** Takes one candidate from registered to production, or to a refusal. */
export async function promotion(input: PromotionInput): Promise<PromotionResult> {
  const state: PromotionState = {
    input,
    id: workflowInfo().workflowId,
    phase: 'measuring',
    champion: input.champion,
    approvals: [],
    rejected: false,
    revoked: false,
    paused: false,
    stage: -1,
    scored: [],
    ready: [],
    looks: 0,
    approvalFacts: [],
    stages: [],
  };
  setHandlers(state);

  const { model, version } = input.candidate;
  const { onnx, metadata, trainingSet } = input.candidate;
  decide(
    candidateDecision.draft({
      about: state.id,
      outcome: 'registered',
      code: 'CANDIDATE_REGISTERED',
      inputs: { model: onnx, metadata, trainingSet },
    }),
  );
  const ended = await wayToProduction(state);
  state.phase = 'decided';
  state.ended = ended;
  const notes = await writeReleaseNotes(state, ended);
  const decision = decide(
    promotionDecision.draft({
      about: state.id,
      outcome: ended.outcome,
      code: ended.code,
      numbers: { looks: state.looks, stages: state.stages.length },
      inputs: { model: onnx },
      evidence: { notes, ...ended.evidence },
    }),
  );
  makeSearchable({ verdict: ended.outcome, code: ended.code, stage: 'decided' });
  showPromotion(state);
  notify(input.notices, decision);
  await tell(ids.pipeline(input.pipeline), promotionDecidedSignal, {
    model,
    version,
    outcome: ended.outcome,
    code: ended.code,
  });
  return sealed({ version, outcome: ended.outcome, code: ended.code });
}

/** Measures, asks for approvals and takes the slot, again while what is live changes under it; then rolls out. */
async function wayToProduction(state: PromotionState): Promise<Ended> {
  const { candidate, environment } = state.input;
  for (;;) {
    const refused = (await measure(state)) ?? (await awaitApprovals(state));
    if (refused) return refused;
    state.phase = 'queued';
    showPromotion(state);
    delete state.granted;
    state.revoked = false;
    await tell(ids.deployment(candidate.model, environment), requestSlotSignal, { promotion: state.id, candidate });
    const granted = await slotGranted(state);
    if (!granted || state.abortedBy !== undefined) {
      if (granted) await release(state, granted.epoch);
      return { outcome: 'aborted', code: 'PROMOTION_ABORTED' };
    }
    const { epoch, champion } = granted;
    if (champion?.onnx === state.champion?.onnx) return rollOutWith(state, epoch);
    // What the approvers saw compared with a model that is no longer live: their approvals are void.
    state.champion = champion;
    await release(state, epoch);
  }
}

async function slotGranted(state: PromotionState): Promise<PromotionState['granted']> {
  await condition(() => state.granted !== undefined || state.abortedBy !== undefined);
  return state.granted;
}

async function measure(state: PromotionState): Promise<Ended | undefined> {
  const { input, champion } = state;
  state.phase = 'measuring';
  state.measurements = await modelActivities.measureCandidate({
    candidate: input.candidate,
    champion,
    gate: input.gate,
  });
  const report = judgeCandidate(input.gate, state.measurements);
  state.report = report;
  const { digest: _digest, ...content } = report;
  await artifactActivities.storeJson({ value: content });
  const evidence = {
    candidate: digestOf(input.candidate),
    champion: champion ? digestOf(champion) : null,
    report: report.digest,
    evaluation: state.measurements.evaluation,
  };
  state.evidence = { digest: await artifactActivities.storeJson({ value: evidence }), content: evidence };
  const passed = report.verdict === 'pass';
  recordVerdict({
    gate: state.id,
    report,
    code: passed ? 'GATE_PASSED' : 'CANDIDATE_REFUSED',
    numbers: { measured: numbersOf(state) },
    policy: { spec: input.spec, path: 'gates.model' },
    inputs: { model: input.candidate.onnx, champion: champion?.onnx },
    evidence: { evaluation: evidence.evaluation },
  });
  makeSearchable({ verdict: report.verdict });
  showPromotion(state);
  return passed
    ? undefined
    : {
        outcome: 'refused',
        code: 'CANDIDATE_REFUSED',
        evidence: { report: report.digest, evaluation: evidence.evaluation },
      };
}

function numbersOf({ measurements: m }: PromotionState): Record<string, number> {
  const numbers = {
    holdoutRows: m?.holdout.labelled,
    auc: m?.candidate?.auc,
    logLoss: m?.candidate?.logLoss,
    brier: m?.candidate?.brier,
    calibrationError: m?.candidate?.calibrationError,
    championAuc: m?.champion?.auc,
    aucDifference: m?.auc?.mean,
    aucDifferenceError: m?.auc?.error,
    logLossDifference: m?.logLoss?.mean,
    logLossDifferenceError: m?.logLoss?.error,
  };
  return Object.fromEntries(
    Object.entries(numbers).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );
}

async function rollOutWith(state: PromotionState, epoch: number): Promise<Ended> {
  state.phase = 'rollout';
  const ended = await rollOut(state, epoch);
  if (!ended) {
    await setStage(state, epoch, { to: 'promoted' });
    await release(state, epoch);
    return state.revoked ? revoked : { outcome: 'promoted', code: 'MODEL_PROMOTED' };
  }
  // A revoked slot has been restored by whoever revoked it.
  if (ended.outcome !== 'revoked') {
    await setStage(state, epoch, { to: 'restored', code: ended.code });
    await release(state, epoch);
  }
  return ended;
}

const release = ({ input }: PromotionState, epoch: number) =>
  tell(ids.deployment(input.candidate.model, input.environment), releaseSlotSignal, { epoch });

const SlotGranted = z.strictObject({ epoch: z.number().int(), champion: Candidate.nullable() });
const SlotRevoked = z.strictObject({ epoch: z.number().int(), code: z.string() });
const Abort = z.strictObject({ by: z.string().min(1) });

function setHandlers(state: PromotionState): void {
  setHandler(messages.stateQuery, () => viewOf(state));
  setHandler(messages.approveSignal, (envelope) => void takeApproval(state, envelope));
  setHandler(messages.rejectSignal, (envelope) => void takeApproval(state, envelope));
  setHandler(messages.approveUpdate, (envelope) => takeApproval(state, envelope));
  setHandler(messages.rejectUpdate, (envelope) => takeApproval(state, envelope));
  setHandler(messages.slotGrantedSignal, async (payload) => {
    const granted = receive(SlotGranted, 'slotGranted', payload);
    // Who was aborted in the queue wants it no more.
    if (granted && state.phase === 'decided') await release(state, granted.epoch);
    else if (granted) state.granted = granted;
  });
  setHandler(messages.slotAwaitedSignal, () => undefined);
  setHandler(messages.slotRevokedSignal, (payload) => {
    const revocation = receive(SlotRevoked, 'slotRevoked', payload);
    if (revocation && revocation.epoch === state.granted?.epoch) state.revoked = true;
  });
  setHandler(messages.paneScoredSignal, (payload) => {
    const scored = receive(z.strictObject({ epoch: z.number().int(), start: z.number().int() }), 'paneScored', payload);
    if (scored && scored.epoch === state.granted?.epoch && !state.scored.includes(scored.start))
      state.scored.push(scored.start);
  });
  setHandler(messages.labelsReadySignal, (payload) => {
    const ready = receive(LabelsReady, 'labelsReady', payload);
    if (ready && state.granted)
      state.ready = collectEvidence(state.ready, ready, { epoch: state.granted.epoch, stage: state.stage });
  });
  setHandler(messages.pauseSignal, () => {
    state.paused = true;
  });
  setHandler(messages.resumeSignal, () => {
    state.paused = false;
  });
  setHandler(messages.abortSignal, (payload) => {
    const abort = receive(Abort, 'abort', payload);
    if (abort) state.abortedBy = abort.by;
  });
}
