import { present } from '#contracts/present.ts';
import type { Routes, SlotRequest, StageChange } from '#contracts/rollout.ts';
import type { Candidate } from '#contracts/training.ts';
import type { Effect, Event } from './effects.ts';
import { type Deployment, rememberedModels, type Slot } from './state.ts';

type Step = readonly [Deployment, readonly Effect[]];

/**
 * One step of a deployment: its next state, and what follows, in order.
 *
 * One slot lets one rollout at a time change what is live. It is leased by epochs that only grow, so that who lost it, and
 * does not know yet, changes nothing.
 */
export function advance(state: Deployment, event: Event): Step {
  switch (event.kind) {
    case 'request':
      return request(state, event.request);
    case 'release':
      return state.slot?.epoch === event.epoch ? release(state, state.slot) : [state, []];
    case 'stage':
      return setStage(state, event.change);
    case 'rollback':
      return rollBack(state, event.by);
    case 'corrected': {
      const { champion } = state.routes;
      return champion && event.models.includes(champion.onnx) ? rollBack(state, event.by) : [state, []];
    }
    case 'retire': {
      const { routes, slot } = state;
      const { by } = event;
      return [
        { ...state, retiredBy: by },
        [{ kind: 'retired', champion: routes.champion, rollouts: slot ? 1 : 0, by }],
      ];
    }
  }
}

/** Grants the slot, or queues the request behind the promotion that holds it. */
function request(state: Deployment, asked: SlotRequest): Step {
  const { slot } = state;
  const waits = state.queue.some(({ promotion }) => promotion === asked.promotion);
  if (waits || slot?.promotion === asked.promotion) return [state, []];
  const queue = [...state.queue, asked];
  if (!slot) return grantNext({ ...state, queue });
  const { promotion, epoch } = slot;
  const { candidate } = asked;
  return [{ ...state, queue }, [{ kind: 'queued', candidate, ahead: queue.length, holder: { promotion, epoch } }]];
}

/** Grants the free slot to the promotion that has waited longest. */
function grantNext(state: Deployment, before: readonly Effect[] = []): Step {
  const [next, ...queue] = state.queue;
  if (!next) return [state, before];
  const { promotion, candidate } = next;
  const { champion } = state.routes;
  const epoch = state.epoch + 1;
  const slot: Slot = { promotion, candidate, epoch, before: champion, standing: { at: 'waiting' } };
  return [{ ...state, epoch, slot, queue }, [...before, { kind: 'granted', promotion, candidate, epoch, champion }]];
}

const release = (state: Deployment, { epoch }: Slot): Step =>
  grantNext({ ...state, slot: null }, [{ kind: 'released', epoch }]);

/** Changes what is served for the holder of the slot. */
function setStage(state: Deployment, change: StageChange): Step {
  const { slot, lineage } = state;
  if (!slot || slot.epoch !== change.epoch)
    return [state, [{ kind: 'stale', epoch: change.epoch, inForce: state.epoch }]];
  const { candidate, before } = slot;
  switch (change.to) {
    case 'restored':
      return restore(state, before);
    case 'promoted': {
      const former = before ? [...lineage, before].slice(-rememberedModels) : lineage;
      return enter({ ...state, lineage: former }, slot, change.to, {
        champion: candidate,
        challenger: null,
        weight: 0,
      });
    }
    case 'production':
      return enterStage(state, slot, change, { champion: candidate, challenger: before, weight: 0 });
    default:
      return enterStage(state, slot, change, { champion: before, challenger: candidate, weight: change.weight });
  }
}

function enterStage(
  state: Deployment,
  slot: Slot,
  { to, stage }: Extract<StageChange, { stage: number }>,
  routes: Routes,
): Step {
  return enter({ ...state, slot: { ...slot, standing: { at: to, stage } } }, slot, to, routes);
}

function enter(
  state: Deployment,
  { candidate, epoch }: Slot,
  stage: Exclude<StageChange['to'], 'restored'>,
  routes: Routes,
): Step {
  const entered: Effect = { kind: 'entered', stage, candidate, epoch, weight: routes.weight };
  return [{ ...state, routes }, [entered, { kind: 'served', champion: routes.champion }]];
}

/** Puts `target` back in one step; waits for nobody. */
function restore(state: Deployment, target: Candidate | null, by?: string): Step {
  const from = state.routes.champion ?? state.slot?.candidate ?? null;
  return [
    { ...state, routes: { champion: target, challenger: null, weight: 0 } },
    [
      present({ kind: 'restored', from, target, epoch: state.epoch, by } as const),
      { kind: 'served', champion: target },
    ],
  ];
}

/** Raises the epoch, takes the slot from whoever holds it, and restores what was live before; nothing where there is no such model. */
function rollBack(state: Deployment, by: string): Step {
  const { slot } = state;
  const target = rollbackTarget(state);
  if (target === undefined) return [state, []];
  const lineage = isRollingOut(slot) ? state.lineage : state.lineage.slice(0, -1);
  const [restored, effects] = restore({ ...state, epoch: state.epoch + 1, slot: null, lineage }, target, by);
  const revoked: Effect[] = slot ? [{ kind: 'revoked', promotion: slot.promotion, epoch: slot.epoch }] : [];
  return grantNext(restored, [...effects, ...revoked]);
}

const isRollingOut = (slot: Slot | null): slot is Slot => slot !== null && slot.standing.at !== 'waiting';

/** In a rollout what was live before it, be it nothing; otherwise the model before, undefined where there is none. */
const rollbackTarget = ({ slot, lineage }: Deployment): Candidate | null | undefined =>
  isRollingOut(slot) ? slot.before : lineage.at(-1);
