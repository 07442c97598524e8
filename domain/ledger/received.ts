import type { ArrivalKey, Fate } from '#contracts/ledger.ts';

/** How a stream answered one announcement of a batch. */
export type ReceivedState = 'accepted' | 'duplicate' | 'conflict' | 'expired' | 'held' | 'refused' | 'unassigned';

/** One announcement of a batch: a repeat is one of its own. */
export interface Received extends ArrivalKey {
  readonly declared: number;
  readonly state: ReceivedState;
  /** Windows with an end of at most this had expired when it came; event time. */
  readonly expiredThrough?: number;
}

/** The fate of declared rows that were never read, without window; accepted ones wait to be read. */
export const unreadFate: Readonly<Record<ReceivedState, Fate>> = {
  accepted: 'waiting',
  duplicate: 'duplicate',
  conflict: 'quarantined',
  expired: 'expired',
  held: 'waiting',
  refused: 'rejected',
  unassigned: 'rejected',
};
