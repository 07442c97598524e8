import type { RecordedDecision } from '#contracts/decision.ts';
import type { Digest } from '#contracts/digest.ts';
import type { DecisionStatus } from './catalog.ts';

/** What the catalog holds at one place of a run's log. */
export interface KeptPlace {
  readonly seq: number;
  readonly hash: Digest;
  readonly status: DecisionStatus;
}

/** What has to change so that a run's log in the catalog follows what a worker saw. */
export interface LogChange {
  /** Places to empty, before anything is added. */
  readonly remove: readonly number[];
  readonly add: readonly RecordedDecision[];
}

/**
 * Follows the decisions of one run, in the order in which a worker told of them. One with another hash at the same
 * `seq` takes the place and empties the later provisional ones; a confirmed place stays as it is.
 */
export function followLog(kept: readonly KeptPlace[], seen: readonly RecordedDecision[]): LogChange {
  const places = new Map<
    number,
    { readonly hash: Digest; readonly confirmed: boolean; readonly added?: RecordedDecision }
  >();
  for (const { seq, hash, status } of kept) places.set(seq, { hash, confirmed: status === 'confirmed' });

  for (const recorded of seen) {
    const { seq, hash } = recorded.decision;
    const present = places.get(seq);
    if (present?.confirmed || present?.hash === hash) continue;
    if (present !== undefined) {
      for (const [later, { confirmed }] of places) if (later > seq && !confirmed) places.delete(later);
    }
    places.set(seq, { hash, confirmed: false, added: recorded });
  }

  return {
    remove: kept.filter(({ seq }) => places.get(seq) === undefined || places.get(seq)?.added).map(({ seq }) => seq),
    add: [...places.values()].flatMap(({ added }) => added ?? []).sort((a, b) => a.decision.seq - b.decision.seq),
  };
}
