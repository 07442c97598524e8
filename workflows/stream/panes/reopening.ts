// Opens windows again: by a rewind of a source's watermark, or for one arrival that had expired.

import type { CodeName } from '#contracts/codes.ts';
import type { Decision } from '#contracts/decision.ts';
import type { OrdinalRange } from '#contracts/snapshot.ts';
import { type FeedConfig, feedOf } from '#domain/time/config.ts';
import type { KnownArrival, Recount } from '#domain/time/effects.ts';
import { expiredRanges, withRange } from '#domain/time/exceptions.ts';
import { expiredThrough } from '#domain/time/lateness.ts';
import { remember } from '#domain/time/record.ts';
import { advance } from '#domain/time/stream.ts';
import { decides, type Version, versionsOf } from '#domain/time/versions.ts';
import { windowAt } from '#domain/time/window.ts';
import { touchedBy, type WindowGrid } from '#domain/time/windows.ts';
import { arrivalActivities } from '../../run/policies.ts';
import { record } from '../effects.ts';
import type { Readmission, Reopened, Rewinding } from '../messages.ts';
import { policyOfWindow } from '../specs/versions.ts';
import type { StreamState } from '../state.ts';

interface Answered {
  readonly answer: Reopened;
  readonly decisions: Decision[];
}

/** Sets a source's watermark back, as far as what came for the windows is still known. */
export async function rewindStream(state: StreamState, { source, to, by }: Rewinding): Promise<Answered> {
  const { config } = state.policy;
  const ahead = feedsFor(state, source).filter(({ watermark }) => watermark !== null && watermark > to);
  const after = Math.min(...ahead.map(({ feed }) => expiredThrough(to, feed)));
  if (ahead.length === 0 || isForgotten(state, after)) return refused(state, 'REWIND_REFUSED');
  const windows = await recount(state, ahead, { except: state.time.excluded, after: () => after });
  if (windows === null) return refused(state, 'WINDOWS_TOO_MANY');
  const effects = advance(config, state.time, { kind: 'rewind', source, to, windows, at: Date.now() });
  remember(state, after - Math.max(...ahead.map(({ grid }) => grid.size)));
  const reopened = effects.find((effect) => effect.kind === 'rewound');
  const decisions = record(state, effects, by);
  return { answer: answerOf(state, 'WATERMARK_REWOUND', reopened?.windows ?? 0), decisions };
}

/** Lets an expired arrival into its windows: one more pane of each. */
export async function readmitArrival(state: StreamState, { source, id, by }: Readmission): Promise<Answered> {
  const { config } = state.policy;
  const feeds = feedsFor(state, source);
  const arrival = await arrivalActivities.findArrival({ source, id, segments: digestsOf(state) });
  if (feeds.length === 0 || !arrival) return refused(state, 'ARRIVAL_NOT_EXPIRED');
  const ends = ({ grid }: FeedInUse) => windowAt(touchedBy(arrival, grid).first, grid).end;
  if (isForgotten(state, Math.min(...feeds.map(ends)) - 1)) return refused(state, 'REWIND_REFUSED');
  const windows = await recount(state, feeds, {
    except: exceptFor(state, arrival),
    after: (feed) => ends(feed) - 1,
    to: arrival.maxTime + 1,
  });
  const effects = advance(config, state.time, {
    kind: 'readmit',
    ...arrival,
    windows: windows ?? [],
    at: Date.now(),
  });
  const panes = effects.filter(({ kind }) => kind === 'fire').length;
  const decisions = record(state, effects, by);
  return { answer: answerOf(state, panes > 0 ? 'ARRIVAL_READMITTED' : 'ARRIVAL_NOT_EXPIRED', panes), decisions };
}

/** Whether no pane of a window can be made any more. */
export const isWindowForgotten = (state: StreamState, { start }: { readonly start: number }): boolean =>
  isForgotten(state, windowAt(start, policyOfWindow(state, start).config.grid).end - 1);

/** What came for a window that has expired, counted anew; undefined where nothing is known of it. */
export async function countedAnew(
  state: StreamState,
  { feed, source, start }: { readonly feed: string; readonly source: string; readonly start: number },
): Promise<Pick<Recount, 'arrivals' | 'rows'> | undefined> {
  if (isWindowForgotten(state, { start })) return undefined;
  const feeds = feedsFor(state, source).filter((each) => decides(each, start));
  const except = expiredRanges(state.time).reduce(withRange, state.time.excluded);
  const windows = await recount(state, feeds, { except, after: () => start, to: start + 1 });
  return windows?.find((window) => window.feed === feed && window.start === start);
}

/** The feed that a source is in, by one version of the spec. */
interface FeedInUse extends Version {
  readonly feed: FeedConfig;
  readonly grid: WindowGrid;
  /** The source's watermark in this version, in epoch milliseconds; null while it has none. */
  readonly watermark: number | null;
}

const feedsFor = ({ policy, time }: StreamState, source: string): FeedInUse[] =>
  versionsOf(policy.config, time).flatMap((version) => {
    const feed = feedOf(version.config, source);
    const watermark = version.clock.sources[source]?.watermark ?? null;
    return feed ? [{ ...version, feed, grid: version.config.grid, watermark }] : [];
  });

/** Whether what came for windows that end soon after an instant is kept no more, or nobody knows their spec. */
function isForgotten({ forgotten, policy, time }: StreamState, after: number): boolean {
  const oldest = versionsOf(policy.config, time)[0]?.closed ?? Number.NEGATIVE_INFINITY;
  return after < oldest || (forgotten !== null && after < forgotten);
}

/** Counts the windows of each version anew; `null` where they are too many. */
async function recount(
  state: StreamState,
  feeds: readonly FeedInUse[],
  { except, after, to }: { except: readonly OrdinalRange[]; after: (feed: FeedInUse) => number; to?: number },
): Promise<readonly Recount[] | null> {
  const windows: Recount[] = [];
  for (const each of feeds) {
    const counted = await arrivalActivities.recountWindows({
      segments: digestsOf(state),
      feeds: [each.feed],
      grid: each.grid,
      except,
      after: after(each),
      ...(to !== undefined && { to }),
      most: state.policy.config.limits.openWindows,
    });
    if (counted === null) return null;
    windows.push(...counted.filter(({ start }) => decides(each, start)));
  }
  return windows;
}

const exceptFor = ({ time }: StreamState, { ordinal }: KnownArrival) =>
  withRange(expiredRanges(time).reduce(withRange, time.excluded), [ordinal, ordinal]);

const digestsOf = ({ segments, retired }: StreamState) => [...retired, ...segments].map(({ digest }) => digest);

const answerOf = ({ forgotten }: StreamState, code: CodeName, windows: number): Reopened => ({
  code,
  windows,
  forgotten,
});

const refused = (state: StreamState, code: CodeName): Answered => ({ answer: answerOf(state, code, 0), decisions: [] });
