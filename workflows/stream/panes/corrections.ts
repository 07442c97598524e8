// Starts a run for each correction of an arrival whose windows had fired.

import { workflowId as ids } from '#contracts/ids/workflow-ids.ts';
import type { Effect } from '#domain/time/effects.ts';
import type { CorrectionInput } from '../../correction/state.ts';
import type { correction } from '../../correction/workflow.ts';
import { startOnce } from '../../run/children.ts';
import { searchable } from '../../run/visibility.ts';
import type { StreamState } from '../state.ts';

/** What follows a superseded arrival whose windows had fired: a run of its own finds what was made of it. */
export function correctionOf(
  { policy }: Pick<StreamState, 'policy'>,
  effects: readonly Effect[],
  at: number,
  seq: number,
): CorrectionInput | undefined {
  const effect = effects[at];
  if (effect?.kind !== 'superseded' || !effect.fired) return undefined;
  const { pipeline, partition, spec, corrections, notices } = policy;
  const next = effects.findIndex((other, i) => i > at && other.kind === 'superseded');
  const panes = effects
    .slice(at + 1, next < 0 ? undefined : next)
    .flatMap((other) =>
      other.kind === 'fire' ? [ids.window(pipeline, partition, other.feed, other.window, other.pane)] : [],
    );
  return {
    pipeline,
    partition,
    spec,
    source: effect.source,
    id: effect.by,
    supersedes: effect.id,
    batch: effect.digest,
    span: effect.span,
    seq,
    panes,
    ...corrections,
    ...(notices && { notices }),
  };
}

/** Starts the runs of corrections that came. */
export async function startCorrections(state: StreamState): Promise<void> {
  for (let [next] = state.corrections; next; [next] = state.corrections) {
    const { pipeline, partition, source, id } = next;
    // Another partition's stream, or a predecessor, may have begun it.
    await startOnce<typeof correction>('correction', {
      workflowId: ids.correction(pipeline, source, id),
      args: [next],
      typedSearchAttributes: searchable({ pipeline, partition }),
      staticSummary: `${source} ${id} supersedes ${next.supersedes}`.slice(0, 200),
    });
    state.corrections.shift();
  }
}
