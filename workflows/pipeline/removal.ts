import { upsertMemo } from '@temporalio/workflow';
import type { CodeName } from '#contracts/codes.ts';
import { workflowId as ids } from '#contracts/ids/workflow-ids.ts';
import { partitionNames } from '#contracts/partition.ts';
import type { Problem } from '#contracts/problem.ts';
import { productionEnvironment } from '#contracts/window.ts';
import { pipelineDecision } from '#domain/decisions/pipeline.ts';
import { retireSignal } from '../deployment/messages.ts';
import { abortSignal } from '../promotion/messages.ts';
import { decide } from '../run/decision-log.ts';
import { refuseUpdate } from '../run/receive.ts';
import { tell } from '../run/tell.ts';
import { pipelineRemovedSignal } from '../stream/messages.ts';
import type { Removal } from './messages.ts';
import { type PipelineState, remembered } from './state.ts';

/** Drains the streams; once they have ended, the deployment and the pipeline end too. */
export async function remove(
  state: PipelineState,
  { by, reason, now = false }: Removal,
): Promise<{ readonly code: CodeName; readonly streams: readonly string[] }> {
  const { pipeline, inForce } = state;
  if (!inForce) throw refuseUpdate({ code: 'PIPELINE_UNKNOWN', message: 'the pipeline has no spec yet' });
  const streams = [
    ...partitionNames(inForce.applied.spec.partitions),
    ...state.backfills.filter(({ ended }) => !ended).map(({ name }) => name),
  ];
  if (state.removal) return { code: 'PIPELINE_REMOVED', streams: state.removal.waiting };
  refuseLeaving(state);
  const busy = now ? [] : underWay(state);
  if (busy.length > 0) throw refuseUpdate(busyWith(busy));
  state.removal = { by, waiting: [...streams] };
  decide(
    pipelineDecision.draft({
      about: ids.pipeline(pipeline),
      outcome: 'removed',
      code: 'PIPELINE_REMOVED',
      numbers: { streams: streams.length },
      policy: { spec: inForce.digest, path: 'name' },
      evidence: { reason },
      actor: by,
    }),
  );
  upsertMemo({ removed: true });
  for (const { id, outcome } of state.promotions) if (outcome === 'running') await tell(id, abortSignal, { by });
  for (const partition of streams) {
    const there = await tell(ids.stream(pipeline, partition), pipelineRemovedSignal, { by });
    // A stream that was terminated cannot drain. Its history still shows the state it ended in.
    if (!there) streamEnded(state, partition);
  }
  return { code: 'PIPELINE_REMOVED', streams };
}

/** Throws where the pipeline is removed or renamed already. */
export function refuseLeaving({ removal, renaming }: PipelineState): void {
  if (removal) throw refuseUpdate({ code: 'PIPELINE_REMOVED', message: 'the pipeline is being removed' });
  if (renaming)
    throw refuseUpdate({
      code: 'PIPELINE_RENAMED',
      message: `the pipeline goes on as \`${renaming.to}\``,
      expected: renaming.to,
    });
}

/** What would be lost, or would end by itself. */
export function underWay({ trainings, promotions, backfills, pipeline }: PipelineState): string[] {
  return [
    ...[...trainings, ...promotions].filter(({ outcome }) => outcome === 'running').map(({ id }) => id),
    ...backfills.filter(({ ended }) => !ended).map(({ name }) => ids.stream(pipeline, name)),
  ];
}

export const busyWith = (busy: readonly string[]): Problem => ({
  code: 'PIPELINE_BUSY',
  message: `${busy.length === 1 ? 'a run is' : `${busy.length} runs are`} under way`,
  observed: busy.slice(0, 20).join(', '),
  remedy: 'Wait for them, or use --now.',
});

/** Notes that a stream has ended. */
export function streamEnded(state: PipelineState, partition: string): void {
  if (state.renaming) state.renaming.waiting = state.renaming.waiting.filter((name) => name !== partition);
  if (state.removal) state.removal.waiting = state.removal.waiting.filter((name) => name !== partition);
  const backfills = state.backfills.map((entry) =>
    entry.name === partition ? { ...entry, ended: true as const } : entry,
  );
  const forgotten = backfills.filter(({ ended }) => ended).slice(0, -remembered.backfills);
  state.backfills = backfills.filter((entry) => !forgotten.includes(entry));
}

/** Whether all that was drained has ended, and what it published is taken in. */
export const isRemoved = ({ removal, tasks }: PipelineState): boolean =>
  removal !== undefined && removal.waiting.length === 0 && tasks.length === 0;

/** The last thing before the pipeline ends: nothing is served any more. */
export async function retireDeployment({ inForce, removal }: PipelineState): Promise<void> {
  const model = inForce?.applied.spec.model;
  if (model && removal) await tell(ids.deployment(model.name, productionEnvironment), retireSignal, { by: removal.by });
}
