import type { Code } from '#contracts/codes.ts';
import { workflowId as ids } from '#contracts/ids/workflow-ids.ts';
import type { SlotRequest, StageChange } from '#contracts/rollout.ts';
import type { Candidate } from '#contracts/training.ts';
import { rollbackDecision } from '#domain/decisions/rollback.ts';
import { routeDecision } from '#domain/decisions/route.ts';
import { slotDecision } from '#domain/decisions/slot.ts';
import { championChangedSignal } from '../pipeline/messages.ts';
import { slotAwaitedSignal, slotGrantedSignal, slotRevokedSignal } from '../promotion/messages.ts';
import { decide } from '../run/decision-log.ts';
import { tell } from '../run/tell.ts';
import { makeSearchable, showDetails } from '../run/visibility.ts';
import type { Corrected } from './messages.ts';
import { type DeploymentState, remembered } from './state.ts';

const aboutOf = ({ model, environment }: DeploymentState) => ids.deployment(model, environment);

/** Grants the slot, or queues the request behind the promotion that holds it. */
export async function requestSlot(state: DeploymentState, request: SlotRequest): Promise<void> {
  const known =
    state.slot?.promotion === request.promotion || state.queue.some((q) => q.promotion === request.promotion);
  if (known) return;
  state.queue.push(request);
  if (state.slot) {
    decide(
      slotDecision.draft({
        about: aboutOf(state),
        outcome: 'queued',
        code: 'SLOT_QUEUED',
        numbers: { ahead: state.queue.length },
        inputs: { model: request.candidate.onnx },
      }),
    );
    const { promotion, epoch } = state.slot;
    if (!(await tell(promotion, slotAwaitedSignal, { epoch }))) await releaseSlot(state, epoch);
    return;
  }
  await grantNext(state);
}

async function grantNext(state: DeploymentState): Promise<void> {
  while (!state.slot) {
    const request = state.queue.shift();
    if (!request) break;
    state.epoch += 1;
    const { epoch } = state;
    const { promotion, candidate } = request;
    state.slot = {
      promotion,
      candidate,
      epoch,
      before: state.routes.champion,
      stage: -1,
      name: 'waiting',
    };
    decide(
      slotDecision.draft({
        about: aboutOf(state),
        outcome: 'granted',
        code: 'SLOT_GRANTED',
        numbers: { epoch },
        inputs: { model: candidate.onnx },
      }),
    );
    const there = await tell(promotion, slotGrantedSignal, { epoch, champion: state.routes.champion });
    if (!there && state.slot?.epoch === epoch) endSlot(state);
  }
  showRoutes(state);
}

/** The holder gives the slot back, or is gone. */
export async function releaseSlot(state: DeploymentState, epoch: number): Promise<void> {
  if (state.slot?.epoch !== epoch) return;
  endSlot(state);
  await grantNext(state);
}

function endSlot(state: DeploymentState): void {
  if (!state.slot) return;
  const numbers = { epoch: state.slot.epoch };
  decide(slotDecision.draft({ about: aboutOf(state), outcome: 'released', code: 'SLOT_RELEASED', numbers }));
  state.slot = null;
}

/** Changes what is served for the holder of the slot; a lower epoch has no effect. */
export async function setStage(state: DeploymentState, change: StageChange): Promise<void> {
  const { slot } = state;
  if (!slot || slot.epoch !== change.epoch) {
    const numbers = { epoch: change.epoch, inForce: state.epoch };
    decide(routeDecision.draft({ about: aboutOf(state), outcome: 'ignored', code: 'EPOCH_STALE', numbers }));
    return;
  }
  if (change.to === 'restored') return restore(state, slot.before, 'ROLLED_BACK');
  const { candidate, before } = slot;
  if (change.to === 'promoted') {
    state.routes = { champion: candidate, challenger: null, weight: 0 };
    if (before) state.lineage = [...state.lineage, before].slice(-remembered.models);
  } else {
    Object.assign(slot, { stage: change.stage, name: change.to });
    const live = change.to === 'production';
    state.routes = live
      ? { champion: candidate, challenger: before, weight: 0 }
      : { champion: before, challenger: candidate, weight: change.weight };
  }
  decide(
    routeDecision.draft({
      about: aboutOf(state),
      outcome: change.to,
      code: change.to === 'promoted' ? 'MODEL_PROMOTED' : 'STAGE_STARTED',
      numbers: { epoch: slot.epoch, weight: state.routes.weight },
      inputs: { model: candidate.onnx },
    }),
  );
  await routesChanged(state);
}

/** Puts `target` back in one step; waits for nobody. */
async function restore(state: DeploymentState, target: Candidate | null, code: Code, actor?: string): Promise<void> {
  const from = state.routes.champion ?? state.slot?.candidate ?? null;
  state.routes = { champion: target, challenger: null, weight: 0 };
  decide(
    rollbackDecision.draft({
      about: aboutOf(state),
      outcome: target ? 'restored' : 'emptied',
      code,
      numbers: { epoch: state.epoch },
      inputs: { from: from?.onnx, to: target?.onnx },
      actor,
    }),
  );
  await routesChanged(state);
}

/** A person's rollback: raises the epoch, revokes the slot, and restores what was live before. */
export async function rollBack(
  state: DeploymentState,
  by: string,
): Promise<{ readonly code: Code; readonly live: string | null }> {
  const { slot } = state;
  const inRollout = slot !== null && slot.stage >= 0;
  const target = inRollout ? slot.before : (state.lineage.pop() ?? null);
  if (!inRollout && !target) {
    return { code: 'ROLLBACK_TARGET_MISSING', live: state.routes.champion?.version ?? null };
  }
  state.epoch += 1;
  state.slot = null;
  await restore(state, target, 'ROLLED_BACK', by);
  if (slot) await tell(slot.promotion, slotRevokedSignal, { epoch: slot.epoch, code: 'SLOT_REVOKED' });
  await grantNext(state);
  return { code: 'ROLLED_BACK', live: target?.version ?? null };
}

/** Takes what is live back where it came from data that were corrected since. */
export async function takeBackCorrected(state: DeploymentState, { models, by }: Corrected): Promise<void> {
  const { champion } = state.routes;
  if (champion && models.includes(champion.onnx)) await rollBack(state, by);
}

async function routesChanged(state: DeploymentState): Promise<void> {
  showRoutes(state);
  await tell(ids.pipeline(state.pipeline), championChangedSignal, { champion: state.routes.champion });
}

function showRoutes({ routes, slot }: DeploymentState): void {
  makeSearchable({ stage: slot?.name ?? 'steady' });
  showDetails(
    [
      '| route | model |',
      '|---|---|',
      `| live | \`${routes.champion?.version ?? 'none'}\` |`,
      `| beside it | \`${routes.challenger?.version ?? 'none'}\` (${Math.round(routes.weight * 100)} % of entities) |`,
      `| stage | ${slot?.name ?? 'steady'} |`,
    ].join('\n'),
  );
}
