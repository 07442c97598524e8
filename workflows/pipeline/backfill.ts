import { backfillPartition } from '#contracts/ids/partitions.ts';
import { workflowId as ids } from '#contracts/ids/workflow-ids.ts';
import { partitionNames } from '#contracts/partition.ts';
import { streamDecision } from '#domain/decisions/stream.ts';
import { backfillRefused } from '#domain/spec/backfill.ts';
import { decide } from '../run/decision-log.ts';
import { refuseUpdate } from '../run/receive.ts';
import { policyOf } from '../stream/specs/policy.ts';
import type { Backfill, BackfillBegun } from './messages.ts';
import { refuseLeaving } from './removal.ts';
import { beginStream } from './specs.ts';
import { type PipelineState, remembered } from './state.ts';

/** Begins a stream of its own for a range of history; the same wish again finds it begun. */
export async function beginBackfill(state: PipelineState, wish: Backfill): Promise<BackfillBegun> {
  const { pipeline, inForce } = state;
  const { id, partition, from, to, by } = wish;
  if (!inForce) throw refuseUpdate({ code: 'PIPELINE_UNKNOWN', message: 'the pipeline has no spec yet' });
  refuseLeaving(state);
  const { spec } = inForce.applied;
  const refused = backfillRefused(wish, partitionNames(spec.partitions), spec.windows);
  if (refused) throw refuseUpdate(refused);
  const name = backfillPartition(partition, id);
  const stream = ids.stream(pipeline, name);
  const known = state.backfills.find((backfill) => backfill.name === name);
  if (known) return { stream, begun: known.from === from && known.to === to };
  const running = state.backfills.filter(({ ended }) => !ended).length;
  if (running >= remembered.backfills)
    throw refuseUpdate({ code: 'BACKFILLS_TOO_MANY', message: `${running} backfills run` });
  state.backfills.push({ name, partition, from, to });
  decide(
    streamDecision.draft({
      about: name,
      outcome: 'begun',
      code: 'BACKFILL_BEGUN',
      numbers: { from, to },
      policy: { spec: inForce.digest, path: 'windows.backfill' },
      actor: by,
    }),
  );
  const policy = policyOf(pipeline, partition, inForce.digest, inForce.applied);
  await beginStream({ ...policy, partition: name, backfill: { of: partition, from, to } });
  return { stream, begun: true };
}
