import type { PartitionFilter } from '#activities/panes/port.ts';
import type { ArriveMessage, WatermarkAssertion } from '#contracts/arrival.ts';
import type { DataGate } from '#contracts/check.ts';
import type { Column } from '#contracts/contract.ts';
import type { CorrectionPolicy } from '#contracts/correction.ts';
import type { ChainHead, Decision } from '#contracts/decision.ts';
import type { Digest } from '#contracts/digest.ts';
import type { StandingWaiver } from '#contracts/hold.ts';
import type { NoticeOrder } from '#contracts/notice.ts';
import type { NewerPane, PaneDecided } from '#contracts/pane.ts';
import type { ReceiptOrder } from '#contracts/receipt.ts';
import type { Asked } from '#contracts/rerequest.ts';
import type { StreamConfig } from '#domain/time/config.ts';
import type { Fire } from '#domain/time/effects.ts';
import type { ArrivalRecord } from '#domain/time/record.ts';
import { beginStream, type StreamTime } from '#domain/time/state.ts';
import type { CorrectionInput } from '../correction/state.ts';
import { nothingQueued, type Queues } from './receipts/delivery.ts';

/** What a spec says to a stream; plain JSON, pinned by `spec`. */
export interface StreamPolicy {
  readonly pipeline: string;
  readonly partition: string;
  readonly spec: Digest;
  readonly config: StreamConfig;
  /** By source: the column that holds its event time. */
  readonly eventTimes: Readonly<Record<string, string>>;
  readonly columns: Readonly<Record<string, readonly Column[]>>;
  /** How the rows of each partition are found, and the sources whose rows are. */
  readonly partitioned?: Omit<PartitionFilter, 'name'> & { readonly sources: readonly string[] };
  /** By feed; a feed without a gate publishes what it can read. */
  readonly gates: Readonly<Record<string, DataGate>>;
  /** What follows where a model came from corrected data. */
  readonly corrections?: { readonly model: string; readonly policy?: CorrectionPolicy };
  /** The range of history that it fills, of which partition; absent in a live stream. */
  readonly backfill?: { readonly of: string; readonly from: number; readonly to: number };
  readonly notices?: NoticeOrder;
  /** By source, who is to hear of its arrivals' steps. */
  readonly receipts?: Readonly<Record<string, ReceiptOrder>>;
}

/** A spec that is to decide from some window on; at least `from`, where somebody named it. */
export interface SpecChange {
  readonly policy: StreamPolicy;
  readonly from?: number;
}

/** What has come and is not yet decided, in order of receipt. */
export type Inbox =
  | { readonly kind: 'arrive'; readonly message: ArriveMessage }
  | { readonly kind: 'assert'; readonly assertion: WatermarkAssertion }
  | { readonly kind: 'pane'; readonly pane: PaneDecided }
  | { readonly kind: 'spec'; readonly change: SpecChange }
  | { readonly kind: 'drain'; readonly by: string };

/** The newest published pane of a window, which later gates compare with. */
export interface Published {
  readonly start: number;
  readonly pane: number;
  readonly snapshot: Digest;
  readonly rows: Readonly<Record<string, number>>;
  readonly parts: Readonly<Record<string, Digest>>;
}

/** A pane that fired: its gate waits to run, runs, or waits for a person. */
export interface OpenPane {
  readonly fire: Fire;
  phase: 'queued' | 'running' | 'held';
  /** The later pane of its window that was signalled to it. */
  newer?: NewerPane;
  /** Whom it waits for, while it is held. */
  asked?: Asked;
}

export interface StreamState extends ArrivalRecord {
  policy: StreamPolicy;
  /** A spec that waits until an earlier one is over. */
  upcoming?: SpecChange;
  readonly time: StreamTime<StreamPolicy>;
  inbox: Inbox[];
  nextOrdinal: number;
  panes: OpenPane[];
  /** Corrections whose runs are to be started. */
  corrections: CorrectionInput[];
  /** By feed, the newest windows last; bounded. */
  published: Record<string, Published[]>;
  /** Waivers that people gave for later panes too, by feed; those that are over are forgotten. */
  waivers?: Record<string, StandingWaiver[]>;
  /** Rulings of people on quarantined rows, by window; those of windows that can have no pane any more are forgotten. */
  rulings?: { readonly feed: string; readonly start: number; readonly ruling: Digest }[];
  /** How often a source was asked for rows again, by window; those of windows that can have no pane any more are forgotten. */
  requests?: { readonly feed: string; readonly start: number; readonly count: number }[];
  /** Decided panes that are still to be signalled to the pipeline, in order. */
  decidedPanes: PaneDecided[];
  /** Decisions of which notices are under way. */
  notices: Decision[];
  /** Receipts that are to be delivered; bounded. */
  receipts: Queues;
  paused: boolean;
  /** The pipeline has another name: it goes on under it once its gates have answered, and begins no more here. */
  renaming?: { readonly to: string; readonly by: string; gone?: true };
  /** The stream drains: it accepts nothing more, and ends once its panes are decided. */
  drained: boolean;
  readonly chain?: ChainHead;
}

export interface StreamStart {
  readonly policy: StreamPolicy;
}

/** The input of a stream that replaces one that was terminated. */
export interface Succession {
  /** As it stood at the end of the last task that the predecessor completed. */
  readonly state: HandedOn;
  /** Signals that came after it, in order of receipt. */
  readonly unseen: readonly UnseenSignal[];
  readonly predecessor: Predecessor;
}

/** The input of a stream that continues another under a new name. */
export interface MovedOn {
  readonly state: HandedOn;
  readonly moved: Moved;
}

/** The stream whose state it takes over, and the digest of that. */
export interface Moved {
  readonly from: string;
  readonly state: Digest;
  readonly by: string;
}

export interface UnseenSignal {
  readonly signal: string;
  readonly payload?: unknown;
}

/** The run that was ended from outside: its exported history, and the end of its log. */
export interface Predecessor {
  readonly runId: string;
  readonly history: Digest;
  readonly chain: ChainHead;
}

/**
 * Bounds: window runs at work at once (held ones do not count), published windows that are remembered in a feed, and panes that one
 * signal tells of.
 */
export const bounds = { running: 64, published: 64, inSignal: 64 } as const;

const empty = (): Omit<StreamState, 'policy' | 'time' | 'chain'> => ({
  inbox: [],
  segments: [],
  retired: [],
  forgotten: null,
  nextOrdinal: 0,
  panes: [],
  corrections: [],
  published: {},
  decidedPanes: [],
  notices: [],
  receipts: {},
  paused: false,
  drained: false,
});

/** What a run hands on, without what is empty almost always. */
type SeldomThere = 'decidedPanes' | 'notices' | 'receipts';
export type HandedOn = Omit<StreamState, SeldomThere> & Partial<Pick<StreamState, SeldomThere>>;

export const handOn = ({ decidedPanes, notices, receipts, ...state }: StreamState): HandedOn => ({
  ...state,
  ...(decidedPanes.length > 0 && { decidedPanes }),
  ...(notices.length > 0 && { notices }),
  ...(!nothingQueued(receipts) && { receipts }),
});

export function begin(start: StreamStart | HandedOn | Succession | MovedOn, now: number): StreamState {
  if ('predecessor' in start || 'moved' in start) return begin(start.state, now);
  if ('time' in start) return { ...empty(), ...start };
  return { ...empty(), policy: start.policy, time: beginStream(start.policy.config, now) };
}
