import type { CodeName } from '#contracts/codes.ts';
import type { Choice } from '#contracts/decision.ts';
import { workflowId as ids } from '#contracts/ids/workflow-ids.ts';
import { deploymentDecision } from '#domain/decisions/deployment.ts';
import { rollbackDecision } from '#domain/decisions/rollback.ts';
import { routeDecision } from '#domain/decisions/route.ts';
import { slotDecision } from '#domain/decisions/slot.ts';
import { advance } from '#domain/deployment/deployment.ts';
import type { Effect, Event } from '#domain/deployment/effects.ts';
import { championChangedSignal } from '../pipeline/messages.ts';
import { slotAwaitedSignal, slotGrantedSignal, slotRevokedSignal } from '../promotion/messages.ts';
import { decide } from '../run/decision-log.ts';
import { tell } from '../run/tell.ts';
import { showRoutes } from './details.ts';
import type { DeploymentState } from './state.ts';

/** Takes an event in: what is served changes at once, and what follows is recorded and told in order. */
export async function take(state: DeploymentState, event: Event): Promise<readonly Effect[]> {
  const before = state.deployment;
  const [after, effects] = advance(before, event);
  state.deployment = after;
  if (after.routes !== before.routes || after.slot !== before.slot) showRoutes(state);
  for (const effect of effects) {
    record(state, effect);
    await passOn(state, effect);
  }
  return effects;
}

/** A person's rollback waits for nobody; the answer says what is live now. */
export async function rollBack(
  state: DeploymentState,
  by: string,
): Promise<{ readonly code: CodeName; readonly live: string | null }> {
  const effects = await take(state, { kind: 'rollback', by });
  const restored = effects.find((effect) => effect.kind === 'restored');
  if (restored) return { code: 'ROLLED_BACK', live: restored.target?.version ?? null };
  return { code: 'ROLLBACK_TARGET_MISSING', live: state.deployment.routes.champion?.version ?? null };
}

/** Tells whom an effect concerns. A holder of the slot that is not there loses it. */
async function passOn(state: DeploymentState, effect: Effect): Promise<void> {
  switch (effect.kind) {
    case 'queued': {
      const { promotion, epoch } = effect.holder;
      return orRelease(state, epoch, tell(promotion, slotAwaitedSignal, { epoch }));
    }
    case 'granted': {
      const { promotion, epoch, champion } = effect;
      return orRelease(state, epoch, tell(promotion, slotGrantedSignal, { epoch, champion }));
    }
    case 'revoked':
      await tell(effect.promotion, slotRevokedSignal, { epoch: effect.epoch, code: 'SLOT_REVOKED' });
      return;
    case 'served':
      await tell(ids.pipeline(state.pipeline), championChangedSignal, { champion: effect.champion });
      return;
    default:
      return;
  }
}

/** Releases the slot if its holder could not be signalled. The epoch guards against releasing a slot that was granted anew since. */
export async function orRelease(state: DeploymentState, epoch: number, told: Promise<boolean>): Promise<void> {
  if (!(await told)) await take(state, { kind: 'release', epoch });
}

function record({ model, environment, counts }: DeploymentState, effect: Effect): void {
  const about = ids.deployment(model, environment);
  const choice = choiceOf(about, effect, counts.scored);
  if (choice) decide(choice);
}

function choiceOf(about: string, effect: Effect, scored: number): Choice | undefined {
  switch (effect.kind) {
    case 'queued': {
      const [numbers, inputs] = [{ ahead: effect.ahead }, { model: effect.candidate.onnx }];
      return slotDecision.draft({ about, outcome: 'queued', code: 'SLOT_QUEUED', numbers, inputs });
    }
    case 'granted': {
      const [numbers, inputs] = [{ epoch: effect.epoch }, { model: effect.candidate.onnx }];
      return slotDecision.draft({ about, outcome: 'granted', code: 'SLOT_GRANTED', numbers, inputs });
    }
    case 'released': {
      const numbers = { epoch: effect.epoch };
      return slotDecision.draft({ about, outcome: 'released', code: 'SLOT_RELEASED', numbers });
    }
    case 'stale': {
      const numbers = { epoch: effect.epoch, inForce: effect.inForce };
      return routeDecision.draft({ about, outcome: 'ignored', code: 'EPOCH_STALE', numbers });
    }
    case 'entered': {
      const { stage: outcome, epoch, weight, candidate } = effect;
      const code = outcome === 'promoted' ? 'MODEL_PROMOTED' : 'STAGE_STARTED';
      return routeDecision.draft({
        about,
        outcome,
        code,
        numbers: { epoch, weight },
        inputs: { model: candidate.onnx },
      });
    }
    case 'restored': {
      const { from, target, epoch, by: actor } = effect;
      const [outcome, inputs] = [target ? 'restored' : 'emptied', { from: from?.onnx, to: target?.onnx }] as const;
      return rollbackDecision.draft({ about, outcome, code: 'ROLLED_BACK', numbers: { epoch }, inputs, actor });
    }
    case 'retired': {
      const { champion, rollouts, by: actor } = effect;
      const [numbers, inputs] = [{ scored, rollouts }, { champion: champion?.onnx }];
      return deploymentDecision.draft({ about, outcome: 'retired', code: 'PIPELINE_REMOVED', numbers, inputs, actor });
    }
    default:
      return undefined;
  }
}
