import { partitionNames } from '#contracts/partition.ts';
import { present } from '#contracts/present.ts';
import type { PipelineView } from './messages.ts';
import type { PipelineState } from './state.ts';

/** What the query `state` answers. */
export function viewOf(state: PipelineState): PipelineView {
  const { pipeline, inForce, published, trainings, promotions, renaming, removal } = state;
  const spec = inForce?.applied.spec;
  return present({
    pipeline,
    spec: inForce?.digest ?? '',
    appliedBy: inForce?.by ?? '',
    partitions: state.begun ? partitionNames(spec?.partitions) : [],
    backfills: state.backfills.map(({ name }) => name),
    renaming: renaming && { to: renaming.to, waiting: renaming.waiting },
    removing: removal?.waiting,
    model: spec?.model?.name,
    published: Object.fromEntries(Object.entries(published).map(([feed, panes]) => [feed, panes.length])),
    trainings: trainings.map(({ id, nonce, outcome, code }) => present({ id, nonce, outcome, code })),
    promotions,
  });
}
