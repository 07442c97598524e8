import type { ArrivalKey } from '#contracts/ledger.ts';
import type { OrdinalRange } from '#contracts/snapshot.ts';
import type { StreamConfig } from './config.ts';
import type { ArrivalInput, WatermarkInput } from './effects.ts';
import type { SourceTime } from './watermark.ts';
import type { WindowGrid } from './windows.ts';

/** What is kept of an open window; its arrivals are in the segments. */
export interface WindowHead {
  start: number;
  /** Panes fired so far, which is also the index of the next. */
  panes: number;
  /** Arrivals that touch it, and what they declared as a whole: bounds of what a pane will read. */
  arrivals: number;
  rows: number;
  /** Index of its first pane, where that is not 0: panes that were fired before a rewind are numbered on. */
  first?: number;
  /** Wall time at which the pane fires that late arrivals asked for. */
  due?: number;
  /** Sources of what came late since its last pane. */
  lateSources?: string[];
}

export interface FeedTime {
  watermark: number | null;
  /** Wall time of its last move; before that, of the stream's begin. */
  movedAt: number;
  /** Sorted by start: those that arrivals touch and that have not expired. */
  open: WindowHead[];
  /** Start of the first window that the watermark has not passed, once any window was filled: the next that may prove empty. */
  unpassed: number | null;
}

/** An announcement that would move its source's watermark too far, and waits for a person. `at`: since when. */
export type Held = ArrivalInput | WatermarkInput;

/** An arrival that must not be counted before others. */
export interface Waiting {
  readonly arrival: ArrivalInput;
  missing: ArrivalKey[];
  /** Wall time at which it is given up. */
  readonly until: number;
}

/** How far time has come by one version of the spec. */
export interface Clock {
  sources: Record<string, SourceTime>;
  feeds: Record<string, FeedTime>;
}

/** What a spec says to a stream: of time; whoever uses the reducer may keep more with it. */
export interface TimePolicy {
  readonly config: StreamConfig;
}

/** A version of the spec before the newest: it decides the windows which begin at or after `from` and before `until`. */
export interface FormerVersion<Policy extends TimePolicy = TimePolicy> {
  /** `null` where it is the first. */
  readonly from: number | null;
  readonly until: number;
  /** Into which windows rows of these sources fall: known for longer than all else, since a late batch may reach far back. */
  readonly grid: WindowGrid;
  readonly sources: readonly string[];
  /** What it says; absent once all its panes are decided and none can follow. */
  inForce?: {
    readonly policy: Policy;
    /** How far time has come by it; absent once its every window has expired. */
    clock?: Clock;
  };
}

/** All that a stream knows of time: plain JSON, small, whatever has passed through it. The clock is that of the newest spec. */
export interface StreamTime<Policy extends TimePolicy = TimePolicy> extends Clock {
  /** Start of the first window that the newest spec decides; `null` where it decides all. */
  from: number | null;
  /** Versions before the newest, the oldest first; bounded. See `versions.ts`. */
  former: FormerVersion<Policy>[];
  held: Held[];
  waiting: Waiting[];
  /** Arrivals that were refused after they got an ordinal, or superseded: no pane may read them. Sorted. */
  excluded: OrdinalRange[];
  /** By source, arrivals whose every window had expired when they came: in no pane, until a person lets them in. Sorted, bounded. */
  expired: Record<string, OrdinalRange[]>;
  /** Counts rewinds. */
  epoch: number;
  /** Larger than the index of any pane that was fired. */
  nextPane: number;
  /** The largest ordinal seen; -1 before the first. */
  through: number;
}

/** The state of a stream that nothing has come to yet. `at`: wall time, from which sources' silence counts. */
export function beginStream<Policy extends TimePolicy = TimePolicy>(
  config: StreamConfig,
  at: number,
): StreamTime<Policy> {
  const feed = (): FeedTime => ({ watermark: null, movedAt: at, open: [], unpassed: null });
  return {
    from: null,
    former: [],
    sources: Object.fromEntries(Object.keys(config.sources).map((name) => [name, silentSource(at)])),
    feeds: Object.fromEntries(config.feeds.map(({ name }) => [name, feed()])),
    held: [],
    waiting: [],
    excluded: [],
    expired: {},
    epoch: 0,
    nextPane: 0,
    through: -1,
  };
}

/** A source that has not spoken yet. */
export const silentSource = (at: number): SourceTime => ({
  watermark: null,
  maxSeen: null,
  idle: false,
  movedAt: at,
  silentSince: at,
});
