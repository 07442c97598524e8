import { condition } from '@temporalio/workflow';
import type { Digest } from '#contracts/digest.ts';
import { present } from '#contracts/present.ts';
import type { LabelsReady, StageChange } from '#contracts/rollout.ts';
import type { Stage } from '#contracts/spec.ts';
import { analysisDecision } from '#domain/decisions/analysis.ts';
import { stageDecision } from '#domain/decisions/stage.ts';
import { advance, type RolloutEffect, type RolloutEvent } from '#domain/promotion/rollout.ts';
import { comparisonOf, stageKind, weightOf } from '#domain/promotion/stages.ts';
import { setStageSignal } from '../deployment/messages.ts';
import { decide } from '../run/decision-log.ts';
import { modelActivities } from '../run/policies.ts';
import { tell } from '../run/tell.ts';
import { makeSearchable } from '../run/visibility.ts';
import { showPromotion } from './details.ts';
import { deploymentOf, releaseSlot } from './slot.ts';
import type { Ended, PromotionState } from './state.ts';

/** A rollback took the slot, and restored what was live before. */
const revoked: Ended = { outcome: 'revoked', code: 'SLOT_REVOKED' };

/** Takes the candidate through the stages, makes it or what was before it live for good, and gives the slot back. */
export async function rollOutWith(state: PromotionState, epoch: number): Promise<Ended> {
  state.phase = 'rollout';
  const ended = await rollOut(state, epoch);
  if (!ended) {
    await setStage(state, { epoch, to: 'promoted' });
    await releaseSlot(state, epoch);
    return state.revoked ? revoked : { outcome: 'promoted', code: 'MODEL_PROMOTED' };
  }
  // A revoked slot has been restored by whoever revoked it.
  if (ended.outcome !== 'revoked') {
    await setStage(state, { epoch, to: 'restored', code: ended.code });
    await releaseSlot(state, epoch);
  }
  return ended;
}

/** Tells the deployment what to serve, by the epoch of this promotion's slot. */
const setStage = (state: PromotionState, change: StageChange) => tell(deploymentOf(state), setStageSignal, change);

/** Enters stage after stage, and considers the open one whenever labels came; undefined when all of them passed. */
async function rollOut(state: PromotionState, epoch: number): Promise<Ended | undefined> {
  let [next] = step(state, { kind: 'begin', compared: state.champion !== null });
  let evidence: Ended['evidence'] = {};
  for (;;) {
    if (state.revoked) return revoked;
    if (state.abortedBy !== undefined) return { outcome: 'aborted', code: 'PROMOTION_ABORTED' };
    if (next?.kind === 'unopposed') await setStage(state, { epoch, to: 'production', stage: 0, weight: 1 });
    if (next?.kind === 'unopposed' || next?.kind === 'passed') return undefined;
    if (next?.kind === 'failed') return { outcome: 'rolled-back', code: next.code, evidence };
    if (next?.kind === 'enter') await enterStage(state, epoch, next.stage, next.index);
    await condition(() => isInterrupted(state) || (!state.paused && state.ready !== state.considered));
    if (!isInterrupted(state)) ({ next, evidence } = await consider(state));
  }
}

const isInterrupted = (state: PromotionState): boolean => state.revoked || state.abortedBy !== undefined;

function step(state: PromotionState, event: RolloutEvent): readonly RolloutEffect[] {
  const { policy, maxMissing } = state.input;
  const plan = { stages: policy.stages, analysis: { ...policy.analysis, maxMissing } };
  const [rollout, effects] = advance(plan, state.rollout, event);
  state.rollout = rollout;
  return effects;
}

async function enterStage(state: PromotionState, epoch: number, stage: Stage, index: number): Promise<void> {
  const [kind, weight] = [stageKind(stage), weightOf(stage)];
  state.ready = [];
  state.considered = state.ready;
  makeSearchable({ stage: kind });
  await setStage(state, { epoch, to: kind, stage: index, weight });
  const numbers = { stage: index, epoch, weight };
  decide(stageDecision.draft({ about: state.id, outcome: kind, code: 'STAGE_STARTED', numbers }));
  state.stages.push({ stage: kind, weight, begunAt: Date.now(), code: 'STAGE_STARTED' });
  showPromotion(state);
}

/** Compares the labelled rows of the open stage, all its windows so far together; answers what follows, with the evidence. */
async function consider(
  state: PromotionState,
): Promise<{ next?: RolloutEffect; evidence: NonNullable<Ended['evidence']> }> {
  const { input, ready, rollout } = state;
  state.considered = ready;
  const stage = 'stage' in rollout.standing ? input.policy.stages[rollout.standing.stage] : undefined;
  if (!stage) return { evidence: {} };
  const pairs = ready.map(({ predictions, labels }) => ({ predictions, labels }));
  const compared = { pairs, spec: input.candidate.spec, ...comparisonOf(stage) };
  const { difference, missing, evidence } = await modelActivities.comparePredictions(compared);
  const seen = { difference, missing, panes: ready.length };
  const [analysed, next] = step(state, { kind: 'labelled', evidence: seen });
  if (analysed?.kind === 'analysed') recordAnalysis(state, analysed, pairs, evidence);
  return present({ next, evidence: { analysis: evidence } });
}

function recordAnalysis(
  state: PromotionState,
  { analysis, stage, panes, looks }: Extract<RolloutEffect, { kind: 'analysed' }>,
  pairs: readonly Pick<LabelsReady, 'predictions' | 'labels'>[],
  evidence: Digest,
): void {
  decide(
    analysisDecision.draft({
      about: state.id,
      outcome: analysis.verdict,
      code: analysis.code,
      numbers: { stage, panes, looks, ...analysis.numbers },
      policy: { spec: state.input.spec, path: 'promotion.analysis' },
      inputs: {
        predictions: pairs.map(({ predictions }) => predictions.data),
        labels: pairs.map(({ labels }) => labels),
      },
      evidence: { analysis: evidence },
    }),
  );
  const { code, numbers } = analysis;
  state.stages = state.stages.map((fact, i) => (i === state.stages.length - 1 ? { ...fact, code, numbers } : fact));
  showPromotion(state);
}
