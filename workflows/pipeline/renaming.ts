import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { condition, upsertMemo, workflowInfo } from '@temporalio/workflow';
import type { CodeName } from '#contracts/codes.ts';
import { workflowId as ids } from '#contracts/ids/workflow-ids.ts';
import { partitionNames } from '#contracts/partition.ts';
import { productionEnvironment } from '#contracts/window.ts';
import { pipelineDecision } from '#domain/decisions/pipeline.ts';
import { digestOf } from '#domain/digest.ts';
import * as deployment from '../deployment/messages.ts';
import { startAlone } from '../run/children.ts';
import { decide } from '../run/decision-log.ts';
import { refuseUpdate } from '../run/receive.ts';
import { tell } from '../run/tell.ts';
import { searchable } from '../run/visibility.ts';
import { pipelineRenamedSignal } from '../stream/messages.ts';
import { panesDecidedSignal, type Renaming, trainNowSignal } from './messages.ts';
import { busyWith, refuseLeaving, streamEnded, underWay } from './removal.ts';
import type { MovedOn, PipelineResult, PipelineState, Task } from './state.ts';

/** Begins the pipeline under its new name with all that it knows, and asks streams and deployment to follow. */
export async function rename(
  state: PipelineState,
  { to, by, reason }: Renaming,
): Promise<{ readonly code: CodeName; readonly to: string }> {
  const { pipeline, inForce } = state;
  if (!inForce) throw refuseUpdate({ code: 'PIPELINE_UNKNOWN', message: 'the pipeline has no spec yet' });
  if (state.renaming?.to === to) return { code: 'PIPELINE_RENAMED', to };
  refuseLeaving(state);
  const busy = underWay(state);
  if (busy.length > 0) throw refuseUpdate({ ...busyWith(busy), remedy: 'Wait for them.' });
  const partitions = partitionNames(inForce.applied.spec.partitions);
  state.renaming = { to, by, waiting: [...partitions], begun: false };
  // Finish the current task first: the state handed over must include its result.
  await condition(() => !state.busy);
  const { renaming: _, chain: __, ...rest } = state;
  const handed: PipelineState = JSON.parse(JSON.stringify({ ...rest, pipeline: to, tasks: [] }));
  const digest = digestOf(handed);
  const start: MovedOn = { state: handed, moved: { from: ids.pipeline(pipeline), state: digest, by } };
  try {
    await startAlone<(start: MovedOn) => Promise<PipelineResult>>('pipeline', {
      workflowId: ids.pipeline(to),
      args: [start],
      memo: { spec: inForce.digest, ...(state.earlier.length > 0 && { earlier: state.earlier }), origin: originOf() },
      typedSearchAttributes: searchable({ pipeline: to }),
      staticSummary: `${to}, until now ${pipeline}`,
    });
  } catch (failure) {
    delete state.renaming;
    if (!(failure instanceof WorkflowExecutionAlreadyStartedError)) throw failure;
    throw refuseUpdate({ code: 'PIPELINE_EXISTS', message: `a pipeline \`${to}\` runs`, observed: to });
  }
  state.renaming.begun = true;
  decide(
    pipelineDecision.draft({
      about: ids.pipeline(to),
      outcome: 'renamed',
      code: 'PIPELINE_RENAMED',
      numbers: { streams: partitions.length },
      policy: { spec: inForce.digest, path: 'name' },
      inputs: { state: digest },
      evidence: { reason },
      actor: by,
    }),
  );
  const model = inForce.applied.spec.model;
  if (model) await tell(ids.deployment(model.name, productionEnvironment), deployment.pipelineRenamedSignal, { to });
  for (const partition of partitions) {
    const there = await tell(ids.stream(pipeline, partition), pipelineRenamedSignal, { to, by });
    if (!there) streamEnded(state, partition);
  }
  return { code: 'PIPELINE_RENAMED', to };
}

/** Identifies a pipeline under all its names to API and CLI: the first run id of its first name. */
function originOf(): string {
  const { memo, firstExecutionRunId } = workflowInfo();
  return typeof memo?.origin === 'string' ? memo.origin : firstExecutionRunId;
}

/** Forwards a task that arrived under the old name. */
export async function sendOn({ renaming }: PipelineState, task: Task): Promise<void> {
  if (!renaming) return;
  const successor = ids.pipeline(renaming.to);
  if (task.kind === 'pane')
    await tell(successor, panesDecidedSignal, { partition: task.partition, panes: [task.pane] });
  if (task.kind === 'train') await tell(successor, trainNowSignal, task.request);
}

/** Whether the pipeline and all its streams run under the new name, and no task is left here. */
export const isRenamed = ({ renaming, tasks }: PipelineState): boolean =>
  renaming?.begun === true && renaming.waiting.length === 0 && tasks.length === 0;

/** Records the new name in the memo, so that API and CLI redirect requests for the old one. */
export function leadOn({ renaming }: PipelineState): void {
  if (renaming) upsertMemo({ movedTo: renaming.to });
}

/** Continues with the state of the pipeline under its former name. */
export function takeOver({ inForce }: PipelineState, { from, state, by }: MovedOn['moved']): void {
  decide(
    pipelineDecision.draft({
      about: from,
      outcome: 'taken over',
      code: 'PIPELINE_RENAMED',
      policy: inForce && { spec: inForce.digest, path: 'name' },
      inputs: { state },
      actor: by,
    }),
  );
}
