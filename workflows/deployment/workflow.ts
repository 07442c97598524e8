import { ApplicationFailure, condition, setHandler } from '@temporalio/workflow';
import { z } from 'zod';
import type { ChainHead } from '#contracts/decision.ts';
import { workflowId as ids } from '#contracts/ids/workflow-ids.ts';
import { PaneDecided } from '#contracts/pane.ts';
import { SlotRequest, StageChange } from '#contracts/rollout.ts';
import { deploymentDecision } from '#domain/decisions/deployment.ts';
import { decide } from '../run/decision-log.ts';
import { receive } from '../run/receive.ts';
import { rollOver, sealed, shouldRollOver } from '../run/sealing.ts';
import * as messages from './messages.ts';
import { takePane } from './panes.ts';
import { releaseSlot, requestSlot, rollBack, setStage, takeBackCorrected } from './routes.ts';
import { begin, type DeploymentStart, type DeploymentState, type Task } from './state.ts';

export interface DeploymentResult {
  readonly outcome: 'retired';
  readonly chain: ChainHead;
}

/** What is live for one model in one environment, for ever, or until its pipeline is removed. */
export async function deployment(start: DeploymentStart | DeploymentState): Promise<DeploymentResult> {
  const state = begin(start);
  const enqueue = (task: Task | undefined) => {
    if (task) state.tasks.push(task);
  };

  setHandler(messages.stateQuery, () => view(state));
  setHandler(messages.requestSlotSignal, (payload) => {
    const request = receive(SlotRequest, 'requestSlot', payload);
    enqueue(request && { task: 'slot', request });
  });
  setHandler(messages.releaseSlotSignal, (payload) => {
    const release = receive(z.strictObject({ epoch: z.number().int() }), 'releaseSlot', payload);
    enqueue(release && { task: 'release', epoch: release.epoch });
  });
  setHandler(messages.setStageSignal, (payload) => {
    const change = receive(StageChange, 'setStage', payload);
    enqueue(change && { task: 'stage', change });
  });
  setHandler(messages.correctedSignal, (payload) => {
    const corrected = receive(messages.Corrected, 'corrected', payload);
    enqueue(corrected && { task: 'corrected', corrected });
  });
  setHandler(messages.pipelineRenamedSignal, (payload) => {
    const renamed = receive(messages.Renamed, 'pipelineRenamed', payload);
    if (renamed) state.pipeline = renamed.to;
  });
  setHandler(messages.retireSignal, (payload) => {
    const retirement = receive(messages.Retirement, 'retire', payload);
    enqueue(retirement && { task: 'retire', ...retirement });
  });
  setHandler(messages.paneDecidedSignal, (payload) => {
    const pane = receive(PaneDecided, 'paneDecided', payload);
    enqueue(pane && { task: 'pane', pane });
  });
  setHandler(messages.rollbackUpdate, ({ by }) => rollBack(state, by), {
    validator: (payload) => {
      const parsed = messages.Rollback.safeParse(payload);
      if (!parsed.success) throw ApplicationFailure.nonRetryable('expected { by }', 'USAGE');
    },
  });

  for (;;) {
    await condition(() => state.tasks.length > 0 || shouldRollOver());
    const [task] = state.tasks;
    if (task) {
      await perform(state, task);
      state.tasks.shift();
    }
    if (state.retiredBy !== undefined) return sealed({ outcome: 'retired' });
    if (shouldRollOver()) await rollOver(() => state);
  }
}

async function perform(state: DeploymentState, task: Task): Promise<void> {
  switch (task.task) {
    case 'pane':
      return takePane(state, task.pane);
    case 'slot':
      return requestSlot(state, task.request);
    case 'stage':
      return setStage(state, task.change);
    case 'corrected':
      return takeBackCorrected(state, task.corrected);
    case 'release':
      return releaseSlot(state, task.epoch);
    case 'retire':
      return retire(state, task.by);
  }
}

function retire(state: DeploymentState, by: string): void {
  const { model, environment, routes, slot } = state;
  state.retiredBy = by;
  decide(
    deploymentDecision.draft({
      about: ids.deployment(model, environment),
      outcome: 'retired',
      code: 'PIPELINE_REMOVED',
      numbers: { scored: state.counts.scored, rollouts: slot ? 1 : 0 },
      inputs: { champion: routes.champion?.onnx },
      actor: by,
    }),
  );
}

function view(state: DeploymentState): messages.DeploymentView {
  const { model, environment, epoch, routes, slot, queue, lineage, counts } = state;
  return {
    model,
    environment,
    epoch,
    live: routes.champion?.version ?? null,
    predecessor: slot?.before?.version ?? lineage.at(-1)?.version ?? null,
    challenger: routes.challenger?.version ?? null,
    ...(slot && { stage: slot.name, slot: slot.promotion }),
    weight: routes.weight,
    queue: queue.map((request) => request.promotion),
    scored: counts.scored,
  };
}
