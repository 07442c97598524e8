import type { Arrival } from '#contracts/arrival.ts';
import type { Code } from '#contracts/codes.ts';
import type { Digest } from '#contracts/digest.ts';
import type { ArrivalKey } from '#contracts/ledger.ts';
import type { OrdinalRange, SegmentEntry } from '#contracts/snapshot.ts';
import type { Timing, Window } from '#contracts/window.ts';

type SpanOf = 'minTime' | 'maxTime' | 'rows';

/** An arrival that came before, as its stream's record has it. */
export type KnownArrival = Readonly<Pick<SegmentEntry, keyof ArrivalKey | 'ordinal' | 'digest' | SpanOf>>;

/** What an arrival waits for: `known` where it came before. */
export interface Cause extends ArrivalKey {
  readonly known: boolean;
}

/** An arrival that nobody announced before, at its place in the stream. Times are event time, inclusive; ordinals grow. */
export interface Admitted extends Readonly<Pick<Arrival, 'kind' | keyof ArrivalKey | SpanOf>> {
  readonly ordinal: number;
  /** The id that it corrects, of its own source; with what is known of it, where anything is. */
  readonly supersedes?: { readonly id: string; readonly known?: KnownArrival };
  /** What must come before it, and whether it has. */
  readonly causes?: readonly Cause[];
}

/** An arrival as it comes to the windows. */
export interface ArrivalInput extends Admitted {
  readonly at: number;
}

/** Arrivals that touch a window, counted anew from a stream's record of them. */
export interface Recount {
  readonly feed: string;
  readonly start: number;
  readonly arrivals: number;
  readonly rows: number;
}

/** A source's word. `time` is the watermark itself: for a `completeThrough`, see `assertedWatermark`. */
export interface WatermarkInput extends ArrivalKey {
  readonly kind: 'watermark';
  readonly time: number;
  readonly at: number;
}

/** What moves a stream's time. `at` is wall time in milliseconds; nothing here reads a clock. */
export type Input =
  | ArrivalInput
  | WatermarkInput
  /** The source was silent for its idle timeout. */
  | {
      readonly kind: 'idle';
      readonly source: string;
      readonly at: number;
      /** Which version of the spec counts it as idle, by its first window; all where it is left out. */
      readonly version?: number | null;
    }
  /** Silence counts anew from `at`, for one source or for all: after a pause, a backlog or an outage. */
  | { readonly kind: 'rearm'; readonly source?: string; readonly at: number }
  /** A person's answer to a held announcement. */
  | (ArrivalKey & { readonly kind: 'release' | 'refuse'; readonly at: number })
  /** Wall time has come to a deadline: panes that late arrivals asked for fire, and causes that did not come are given up. */
  | { readonly kind: 'elapsed'; readonly at: number }
  /**
   * A person sets a source's watermark back to `to`, and with it its feed's. `windows`: all windows that end after what
   * expires then, counted anew.
   */
  | {
      readonly kind: 'rewind';
      readonly source: string;
      readonly to: number;
      readonly windows: readonly Recount[];
      readonly at: number;
    }
  /** A person lets an expired arrival into its windows all the same. `windows`: those that expired, counted anew without it. */
  | (KnownArrival & { readonly kind: 'readmit'; readonly windows: readonly Recount[]; readonly at: number })
  /**
   * A window that has fired gets one more pane of what came for it, because a person says so. `counted`: of one that has expired,
   * counted anew.
   */
  | {
      readonly kind: 'refire';
      readonly feed: string;
      readonly start: number;
      readonly counted?: Pick<Recount, 'arrivals' | 'rows'>;
    }
  /** Nothing more will come: every open window fires with what it has, and closes. */
  | { readonly kind: 'drain'; readonly at: number };

/**
 * A pane to be made: of all arrivals of the feed's sources with an ordinal of at most `through`, but not in `except`,
 * that touch the window.
 */
export interface Fire {
  readonly kind: 'fire';
  readonly feed: string;
  readonly window: Window;
  /** Counts the panes of the window, from 0. */
  readonly pane: number;
  readonly timing: Timing;
  readonly through: number;
  readonly except: readonly OrdinalRange[];
  /** Of the feed, in the moment of firing. */
  readonly watermark: number;
  /** Arrivals that touch the window, and what they declared as a whole: what the pane reads at most. */
  readonly arrivals: number;
  readonly rows: number;
  /** Sources of the late arrivals that asked for it; absent where none did. */
  readonly lateSources?: readonly string[];
}

/** Windows with an end of at most `expiredThrough` have expired; a former version says so of those that begin before its `until`. */
export interface Expired {
  readonly expiredThrough: number;
  /** The oldest first; absent where all windows that are touched are of one version. */
  readonly former?: readonly { readonly until: number; readonly expiredThrough: number }[];
}

/** How an arrival that came after the end of a window falls: the windows that it touches, by what they still take. */
interface FallsLate extends ArrivalKey, Expired {
  readonly feed: string;
  readonly watermark: number;
  readonly rows: number;
  /** Windows that it touches; of these, those past their end that still take it; and those that have expired. */
  readonly windows: number;
  readonly late: number;
  readonly expired: number;
}

/** What follows from an input, in order. */
export type Effect =
  | Fire
  /** Past the end of a window: `LATE_ARRIVAL`. Where `expired > 0` it counts only in the windows that still take it. */
  | ({ readonly kind: 'late' } & FallsLate)
  /** Every window has expired: `ARRIVAL_EXPIRED`. */
  | ({ readonly kind: 'expired' } & FallsLate)
  /** It touches no window: it lies between two windows of a grid with gaps. */
  | (ArrivalKey & { readonly kind: 'unassigned'; readonly rows: number })
  /** Waits for a person, before the watermark moves from `from` to `to`. */
  | (ArrivalKey & {
      readonly kind: 'held';
      readonly code: 'WATERMARK_JUMP';
      readonly from: number;
      readonly to: number;
    })
  | (ArrivalKey & { readonly kind: 'released'; readonly code: 'HOLD_RELEASED' })
  /** It counts for nothing and is in no pane. */
  | (ArrivalKey & { readonly kind: 'refused'; readonly code: Code })
  | (ArrivalKey & {
      readonly kind: 'regressed';
      readonly code: 'WATERMARK_REGRESSED';
      readonly asserted: number;
      readonly watermark: number;
    })
  /** Another arrival supersedes it: it is in no later pane. Windows with an end of at most `expiredThrough` have expired and keep it. */
  | (ArrivalKey &
      Expired & {
        readonly kind: 'superseded';
        readonly code: 'ARRIVAL_SUPERSEDED';
        readonly by: string;
        /** The digest of its bytes. */
        readonly digest: Digest;
        readonly rows: number;
        readonly windows: number;
        /** Event time from the first window that it touches to the end of the last. */
        readonly span: Window;
        /** Whether one of its windows had fired: only then can anything have been made of it. */
        readonly fired: boolean;
      })
  /** Waits for arrivals that must come before it. */
  | (ArrivalKey & {
      readonly kind: 'waiting';
      readonly code: 'CAUSES_AWAITED';
      readonly missing: number;
      readonly until: number;
    })
  /** All that it waited for has come. */
  | (ArrivalKey & { readonly kind: 'caused'; readonly code: 'CAUSES_CAME' })
  | (ArrivalKey & {
      readonly kind: 'readmitted';
      readonly code: 'ARRIVAL_READMITTED';
      readonly windows: number;
      readonly rows: number;
    })
  | {
      readonly kind: 'rewound';
      readonly source: string;
      readonly feed: string;
      readonly code: 'WATERMARK_REWOUND';
      readonly from: number;
      readonly to: number;
      readonly epoch: number;
      readonly windows: number;
    }
  | { readonly kind: 'idle'; readonly source: string; readonly code: 'SOURCE_IDLE' }
  | { readonly kind: 'returned'; readonly source: string; readonly code: 'SOURCE_RETURNED' }
  /** The watermark passed `count` windows in a row, `first` to `last`, that nothing touched. */
  | {
      readonly kind: 'empty';
      readonly feed: string;
      readonly code: 'WINDOW_EMPTY';
      readonly count: number;
      readonly first: Window;
      readonly last: Window;
    }
  /** The window has expired: it takes nothing any more and fires no pane. */
  | { readonly kind: 'closed'; readonly feed: string; readonly window: Window; readonly panes: number };
