import type { Window } from '#contracts/window.ts';
import type { FeedConfig, StreamConfig } from './config.ts';
import { idleAt } from './deadlines.ts';
import { hasPassed } from './feed.ts';
import { expiresAt } from './lateness.ts';
import type { Clock, StreamTime, Waiting, WindowHead } from './state.ts';
import { type Version, versionsOf } from './versions.ts';
import { isActive, type SourceTime } from './watermark.ts';
import { windowAt } from './window.ts';

/** What would let a source stop holding a window. Event times, except `idleAt`. */
export interface Release {
  /** An arrival whose largest event time is at least this; absent where only assertions move the source. */
  readonly arrivalFrom?: number;
  /** An assertion that the source is complete through this instant, inclusive; absent where arrivals move it. */
  readonly completeThrough?: number;
  /** Wall time at which silence would leave it out; absent where it is required or never counts as idle. */
  readonly idleAt?: number;
  /** Held announcements of the source that a person could let through: at most ten ids. */
  readonly held: readonly string[];
}

/** A source whose watermark has not reached the end of a window. */
export interface Holder {
  readonly source: string;
  /** `null` until the source has spoken. */
  readonly watermark: number | null;
  /** Wall time since which its watermark has stood there. */
  readonly since: number;
  /** Event time that is missing to the window's end, in milliseconds; `null` until the source has spoken. */
  readonly missing: number | null;
  readonly idle: boolean;
  readonly required: boolean;
  readonly release: Release;
}

/** An open window of a feed. */
export interface OpenWindow {
  readonly window: Window;
  /** Panes fired so far. */
  readonly panes: number;
  readonly arrivals: number;
  /** `waiting` for its end to be passed; `refining`: late arrivals still fire panes, until the watermark reaches `expiresAt`. */
  readonly phase: 'waiting' | 'refining';
  readonly expiresAt: number;
  /** Wall time at which its next pane fires, where late arrivals ask for one. */
  readonly refinesAt?: number;
  /** Empty while refining. */
  readonly heldBy: readonly Holder[];
}

export interface FeedStanding {
  readonly feed: string;
  readonly watermark: number | null;
  readonly since: number;
  /** How many windows are open; `windows` names the earliest of those that wait, then the earliest of those that refine. */
  readonly open: number;
  readonly windows: readonly OpenWindow[];
  /** Of an earlier spec: it decides the windows that begin before this. */
  readonly until?: number;
}

/** Why nothing more has fired: the answer to status and query `state`; plain JSON. */
export interface Standing {
  readonly feeds: readonly FeedStanding[];
  readonly sources: readonly (SourceTime & { readonly source: string })[];
  readonly held: StreamTime['held'];
  /** Arrivals that wait for others which must come before them. */
  readonly waiting: readonly Waiting[];
}

function releaseOf({ config, clock }: Version, all: StreamTime['held'], source: string, end: number): Release {
  const policy = config.sources[source];
  const silence = policy?.required ? undefined : idleAt(config, clock, source);
  const held = all.filter((h) => h.source === source).map((h) => h.id);
  return {
    ...(policy && 'asserted' in policy
      ? { completeThrough: end - 1 }
      : { arrivalFrom: end + (policy?.maxDisorder ?? 0) }),
    ...(silence === undefined ? {} : { idleAt: silence }),
    held: held.slice(0, 10),
  };
}

/** The sources that hold a window of a feed; where all are idle, each of them could move it. */
function holders(version: Version, held: StreamTime['held'], feed: FeedConfig, end: number): Holder[] {
  const { config, clock } = version;
  const known = feed.sources.flatMap((source) => {
    const policy = config.sources[source];
    const time = clock.sources[source];
    return policy && time ? [{ source, policy, time }] : [];
  });
  const active = known.filter(({ policy, time }) => isActive(policy, time));
  return (active.length > 0 ? active : known)
    .filter(({ time }) => time.watermark === null || time.watermark < end)
    .map(({ source, policy, time }) => ({
      source,
      watermark: time.watermark,
      since: time.movedAt,
      missing: time.watermark === null ? null : end - time.watermark,
      idle: time.idle,
      required: policy.required,
      release: releaseOf(version, held, source, end),
    }));
}

/**
 * Says for every open window what holds it; for at most `most` windows a feed, those that wait before those that refine. Feeds
 * of earlier specs follow, as long as they have open windows.
 */
export function explain(config: StreamConfig, state: StreamTime, most = 100): Standing {
  const versions = versionsOf(config, state).toReversed();
  return {
    feeds: versions.flatMap((version) => feedsOf(version, state, most)),
    sources: Object.entries(sourcesOf(versions)).map(([source, time]) => ({ source, ...time })),
    held: [...state.held],
    waiting: [...state.waiting],
  };
}

/** Each source as the newest version that declares it sees it. */
const sourcesOf = (newestFirst: readonly Version[]): Clock['sources'] =>
  Object.assign({}, ...newestFirst.toReversed().map(({ clock }) => clock.sources));

function feedsOf(version: Version, state: StreamTime, most: number): FeedStanding[] {
  const { config, clock, until } = version;
  const isFormer = Number.isFinite(until);
  return config.feeds.flatMap((feed) => {
    const time = clock.feeds[feed.name];
    if (!time || (isFormer && time.open.length === 0)) return [];
    const hasFired = ({ start }: WindowHead) => hasPassed({ config, time }, start);
    const waitingFirst = [...time.open.filter((head) => !hasFired(head)), ...time.open.filter(hasFired)];
    const windows = waitingFirst.slice(0, most).map((head): OpenWindow => {
      const window = windowAt(head.start, config.grid);
      const fired = hasFired(head);
      return {
        window,
        panes: head.panes,
        arrivals: head.arrivals,
        phase: fired ? 'refining' : 'waiting',
        expiresAt: expiresAt(window, feed),
        ...(head.due !== undefined && { refinesAt: head.due }),
        heldBy: fired ? [] : holders(version, state.held, feed, window.end),
      };
    });
    const { watermark, movedAt: since, open } = time;
    return [{ feed: feed.name, watermark, since, open: open.length, windows, ...(isFormer && { until }) }];
  });
}
