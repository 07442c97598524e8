import type { CodeName } from '#contracts/codes.ts';
import { workflowId as ids } from '#contracts/ids/workflow-ids.ts';
import type { Candidate } from '#contracts/training.ts';
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

/** A holder that is gone loses the slot that it was told of; a rollback may have given it to another meanwhile. */
export async function orRelease(state: DeploymentState, epoch: number, told: Promise<boolean>): Promise<void> {
  if (!(await told)) await take(state, { kind: 'release', epoch });
}

function record({ model, environment, counts }: DeploymentState, effect: Effect): void {
  const subject = ids.deployment(model, environment);
  switch (effect.kind) {
    case 'queued':
      decide({
        subject,
        kind: 'slot',
        outcome: 'queued',
        code: 'SLOT_QUEUED',
        numbers: { ahead: effect.ahead },
        inputs: onnxOf(effect.candidate),
      });
      return;
    case 'granted':
      decide({
        subject,
        kind: 'slot',
        outcome: 'granted',
        code: 'SLOT_GRANTED',
        numbers: { epoch: effect.epoch },
        inputs: onnxOf(effect.candidate),
      });
      return;
    case 'released':
      decide({ subject, kind: 'slot', outcome: 'released', code: 'SLOT_RELEASED', numbers: { epoch: effect.epoch } });
      return;
    case 'stale': {
      const { epoch, inForce } = effect;
      decide({ subject, kind: 'stage', outcome: 'ignored', code: 'EPOCH_STALE', numbers: { epoch, inForce } });
      return;
    }
    case 'entered': {
      const { stage, epoch, weight, candidate } = effect;
      const code = stage === 'promoted' ? 'MODEL_PROMOTED' : 'STAGE_STARTED';
      decide({ subject, kind: 'stage', outcome: stage, code, numbers: { epoch, weight }, inputs: onnxOf(candidate) });
      return;
    }
    case 'restored': {
      const { from, target, epoch, by } = effect;
      decide({
        subject,
        kind: 'rollback',
        outcome: target ? 'restored' : 'emptied',
        code: 'ROLLED_BACK',
        numbers: { epoch },
        inputs: onnxOf(from, target),
        ...(by !== undefined && { actor: by }),
      });
      return;
    }
    case 'retired': {
      const { champion, rollouts, by } = effect;
      decide({
        subject,
        kind: 'deployment',
        outcome: 'retired',
        code: 'PIPELINE_REMOVED',
        numbers: { scored: counts.scored, rollouts },
        ...(champion && { inputs: [champion.onnx] }),
        actor: by,
      });
      return;
    }
    default:
      return;
  }
}

const onnxOf = (...models: (Candidate | null)[]) => models.flatMap((model) => (model ? [model.onnx] : []));
