import type { ArrivalKey, Fate } from '#contracts/ledger.ts';

/** Windows that begin before `until` go by an earlier spec: those of them with an end of at most `through` had expired. */
export interface FormerThrough {
  readonly until: number;
  readonly through: number;
}

/** How a stream answered one announcement of a batch. */
export type ReceivedState =
  | 'accepted'
  | 'duplicate'
  | 'conflict'
  | 'expired'
  | 'held'
  /** For others that must come before it. */
  | 'waiting'
  | 'superseded'
  | 'refused'
  | 'unassigned';

/** One announcement of a batch: a repeat is one of its own. */
export interface Received extends ArrivalKey {
  readonly declared: number;
  readonly state: ReceivedState;
  /** Windows with an end of at most this had expired when it came; event time. */
  readonly expiredThrough?: number;
  /** The same of windows that went by earlier specs, the oldest first. */
  readonly expiredBefore?: readonly FormerThrough[];
  /** Windows with an end of at most this had expired when it was superseded: they keep what they have. */
  readonly supersededThrough?: number;
  readonly supersededBefore?: readonly FormerThrough[];
}

/** Whether rows of such an arrival may have been read: an expired one's, once its windows were opened again. */
export const mayBeRead = (state: ReceivedState): boolean =>
  state === 'accepted' || state === 'superseded' || state === 'expired';

/** The fate of declared rows that were never read, without window; accepted ones wait to be read. */
export const unreadFate: Readonly<Record<ReceivedState, Fate>> = {
  accepted: 'waiting',
  duplicate: 'duplicate',
  conflict: 'quarantined',
  expired: 'expired',
  held: 'waiting',
  waiting: 'waiting',
  superseded: 'superseded',
  refused: 'rejected',
  unassigned: 'rejected',
};
