import { ApplicationFailure, condition, setHandler } from '@temporalio/workflow';
import { z } from 'zod';
import type { ChainHead } from '#contracts/decision.ts';
import { workflowId as ids } from '#contracts/ids/workflow-ids.ts';
import { partitionNames } from '#contracts/partition.ts';
import { Candidate } from '#contracts/training.ts';
import { receive } from '../run/receive.ts';
import { rollOver, sealed, shouldRollOver } from '../run/sealing.ts';
import { tell } from '../run/tell.ts';
import { beginBackfill } from './backfill.ts';
import * as messages from './messages.ts';
import { takePane } from './panes.ts';
import { isRemoved, remove, retireDeployment, streamEnded } from './removal.ts';
import { isRenamed, leadOn, rename, sendOn, takeOver } from './renaming.ts';
import { apply, isApplication } from './specs.ts';
import { begin, type MovedOn, type PipelineStart, type PipelineState, type Task } from './state.ts';
import { requestTraining, takeTrained } from './trainings.ts';

export interface PipelineResult {
  readonly outcome: 'removed' | 'renamed';
  readonly chain: ChainHead;
}

/** One declared flow, for ever, or until it is removed: owns its spec, its published panes, and asks for models. */
export async function pipeline(start: PipelineStart | PipelineState | MovedOn): Promise<PipelineResult> {
  const state = begin(start);
  if ('moved' in start) takeOver(state, start.moved);
  setHandlers(state);
  for (;;) {
    await condition(() => isReady(state) || isRemoved(state) || isRenamed(state) || shouldRollOver());
    const [task] = state.tasks;
    if (task && isReady(state)) {
      state.busy = true;
      await (state.renaming ? sendOn(state, task) : perform(state, task));
      state.tasks.shift();
      delete state.busy;
    }
    if (isRemoved(state)) {
      await retireDeployment(state);
      return sealed({ outcome: 'removed' });
    }
    if (isRenamed(state)) {
      leadOn(state);
      return sealed({ outcome: 'renamed' });
    }
    if (shouldRollOver()) await rollOver(() => state);
  }
}

/** Whether something is to be done; while its successor begins, the rest is for that. */
const isReady = ({ tasks, renaming }: PipelineState): boolean => tasks.length > 0 && renaming?.begun !== false;

async function perform(state: PipelineState, task: Task): Promise<void> {
  switch (task.task) {
    case 'pane':
      return takePane(state, task.partition, task.pane);
    case 'train':
      await requestTraining(state, task.request);
      return;
    case 'trained':
      return takeTrained(state, task.request, task.candidate, task.code);
  }
}

const ChampionChanged = z.strictObject({ champion: Candidate.nullable() });

function setHandlers(state: PipelineState): void {
  setHandler(messages.stateQuery, () => viewOf(state));
  setHandler(messages.applyUpdate, (application) => apply(state, application), {
    validator: (payload) => {
      if (!isApplication(state.pipeline, payload)) {
        throw ApplicationFailure.nonRetryable(
          `expected { digest, applied, by } with a spec of ${state.pipeline} and its digest`,
          'SPEC_UNREADABLE',
        );
      }
    },
  });
  setHandler(messages.backfillUpdate, (wish) => beginBackfill(state, wish), {
    validator: (payload) => {
      if (!messages.Backfill.safeParse(payload).success)
        throw ApplicationFailure.nonRetryable('expected { id, partition, from, to: epoch milliseconds, by }', 'USAGE');
    },
  });
  setHandler(messages.removeUpdate, (removal) => remove(state, removal), {
    validator: (payload) => {
      if (!messages.Removal.safeParse(payload).success)
        throw ApplicationFailure.nonRetryable('expected { by, reason?, now? }', 'USAGE');
    },
  });
  setHandler(messages.renameUpdate, (renaming) => rename(state, renaming), {
    validator: (payload) => {
      if (!messages.Renaming.safeParse(payload).success)
        throw ApplicationFailure.nonRetryable('expected { to: a name, by, reason? }', 'USAGE');
    },
  });
  setHandler(messages.streamEndedSignal, (payload) => {
    const ended = receive(messages.StreamEnded, 'streamEnded', payload);
    if (ended) streamEnded(state, ended.partition);
  });
  setHandler(messages.panesDecidedSignal, (payload) => {
    const decided = receive(messages.PanesDecided, 'panesDecided', payload);
    for (const pane of decided?.panes ?? [])
      state.tasks.push({ task: 'pane', partition: decided?.partition ?? '', pane });
  });
  setHandler(messages.trainNowSignal, (payload) => {
    const request = receive(messages.TrainNow, 'trainNow', payload);
    if (request) state.tasks.push({ task: 'train', request });
  });
  setHandler(messages.trainingDecidedSignal, (payload) => {
    const decided = receive(messages.TrainingDecided, 'trainingDecided', payload);
    if (!decided) return;
    const { request, code, candidate } = decided;
    state.tasks.push({ task: 'trained', request, code, ...(candidate && { candidate }) });
  });
  setHandler(messages.promotionDecidedSignal, (payload) => {
    const decided = receive(messages.PromotionDecided, 'promotionDecided', payload);
    const entry = state.promotions.find(({ version }) => version === decided?.version);
    if (decided && entry) entry.outcome = decided.outcome;
  });
  setHandler(messages.championChangedSignal, async (payload) => {
    const changed = receive(ChampionChanged, 'championChanged', payload);
    if (changed) state.champion = changed.champion;
    if (changed && state.renaming) await tell(ids.pipeline(state.renaming.to), messages.championChangedSignal, changed);
  });
}

function viewOf(state: PipelineState): messages.PipelineView {
  const { pipeline: name, inForce, published, trainings, promotions } = state;
  return {
    pipeline: name,
    spec: inForce?.digest ?? '',
    appliedBy: inForce?.by ?? '',
    partitions: state.begun ? partitionNames(state.inForce?.applied.spec.partitions) : [],
    backfills: state.backfills.map(({ name: backfill }) => backfill),
    ...(state.renaming && { renaming: { to: state.renaming.to, waiting: state.renaming.waiting } }),
    ...(state.removal && { removing: state.removal.waiting }),
    ...(inForce?.applied.spec.model && { model: inForce.applied.spec.model.name }),
    published: Object.fromEntries(Object.entries(published).map(([feed, panes]) => [feed, panes.length])),
    trainings: trainings.map(({ id, nonce, outcome, code }) => ({
      id,
      nonce,
      outcome,
      ...(code !== undefined && { code }),
    })),
    promotions,
  };
}
