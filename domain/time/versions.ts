import { canonicalJson } from '../digest.ts';
import type { StreamConfig } from './config.ts';
import { expiredThrough, expiresAt } from './lateness.ts';
import type { Clock, FormerVersion, StreamTime, TimePolicy } from './state.ts';
import { reached } from './watermark.ts';
import { windowAt } from './window.ts';
import type { GridFrom } from './windows.ts';

// The versions of a spec that a stream goes by: which windows each decides, and for how long each is known.

/** A version of the spec whose windows have not all expired: what it says, how far time has come by it, and which windows it decides. */
export interface Version {
  /** Its first window, by which inputs and effects name it; `null` for the first version. */
  readonly version: number | null;
  readonly config: StreamConfig;
  readonly clock: Clock;
  /** It decides the windows that begin at or after `from`, and before `until`. */
  readonly from: number;
  readonly until: number;
  /** Windows that begin before it have expired, whatever the watermark says: nobody knows their spec any more. */
  readonly closed: number;
}

/** The versions in use, the oldest first; the last is the newest, whose configuration is given. */
export function versionsOf(config: StreamConfig, state: Pick<StreamTime, 'former' | 'from' | keyof Clock>): Version[] {
  const former = state.former.flatMap(({ from, until, inForce }) =>
    inForce?.clock ? [{ version: from, until, config: inForce.policy.config, clock: inForce.clock }] : [],
  );
  const all = [...former, { version: state.from, until: Number.POSITIVE_INFINITY, config, clock: state }];
  return all.map((each, index) => {
    const from = each.version ?? Number.NEGATIVE_INFINITY;
    const isOldest = index === 0;
    return {
      ...each,
      from: isOldest ? Number.NEGATIVE_INFINITY : from,
      closed: isOldest ? from : Number.NEGATIVE_INFINITY,
    };
  });
}

/** Whether this version decides the window that begins at the given start. */
export const decides = ({ from, until, closed }: Omit<Version, 'clock' | 'config'>, start: number): boolean =>
  start >= from && start >= closed && start < until;

/** Versions that may be in use at once besides the newest: more changes wait. */
export const mostFormer = 3;

/** How many versions are in use besides the newest. */
export const formerInUse = ({ former }: Pick<StreamTime, 'former'>): number =>
  former.filter(({ inForce }) => inForce?.clock).length;

/** Former versions of which the grid is known; those that are in force are known whatever their number. */
const mostKnown = 15;

/** Another version begins at a window: the one before it decides no window from there on. */
export function closeVersion<Policy extends TimePolicy>(
  state: StreamTime<Policy>,
  policy: Policy,
  until: number,
): void {
  const { sources, feeds, from } = state;
  const { grid, sources: declared } = policy.config;
  const inForce = { policy, clock: { sources, feeds } };
  state.former.push({ from, until, grid, sources: Object.keys(declared), inForce });
  while (state.former.length > mostKnown && !state.former[0]?.inForce) state.former.shift();
  state.from = until;
}

/** Forgets how far time has come by the oldest versions, as long as their every window has expired. */
export function forgetExpired({ former }: Pick<StreamTime, 'former'>): void {
  for (const version of former) {
    if (version.inForce?.clock && !isOver(version, version.inForce.clock)) return;
    delete version.inForce?.clock;
  }
}

const isOver = ({ inForce, until, grid }: FormerVersion, { feeds }: Clock): boolean =>
  (inForce?.policy.config.feeds ?? []).every((feed) => {
    const time = feeds[feed.name];
    const last = windowAt(until - grid.period, grid);
    return time !== undefined && time.open.length === 0 && expiresAt(last, feed) <= reached(time);
  });

/** Forgets what versions say whose windows have expired; `undecided`: the first window of which a pane is not decided. */
export function forgetPolicies({ former }: Pick<StreamTime, 'former'>, undecided: number): void {
  for (const version of former) if (!version.inForce?.clock && undecided >= version.until) delete version.inForce;
}

/** What the spec says that decides a window: of a former version where the window began under it, else the newest. */
export const policyAt = <Policy extends TimePolicy>(
  { former }: Pick<StreamTime<Policy>, 'former'>,
  newest: Policy,
  start: number,
): Policy => former.find(({ until, inForce }) => inForce && start < until)?.inForce?.policy ?? newest;

/** Former versions that decide windows, or of whose windows a pane is not decided; the oldest first. */
export const formerInForce = <Policy extends TimePolicy>({ former }: Pick<StreamTime<Policy>, 'former'>) =>
  former.flatMap(({ until, inForce }) => (inForce ? [{ until, policy: inForce.policy }] : []));

/** The grids that a source's rows fall into, by the version of the spec; undefined where all say the same. */
export function gridsFor(
  config: StreamConfig,
  { former, from }: Pick<StreamTime, 'former' | 'from'>,
  source: string,
): readonly GridFrom[] | undefined {
  const newest = { from, grid: config.grid, sources: Object.keys(config.sources) };
  const grids = [...former, newest].map((version): GridFrom => {
    const isDeclared = version.sources.includes(source);
    return { from: version.from, grid: isDeclared ? version.grid : null };
  });
  const isSame = ({ grid }: GridFrom) => canonicalJson(grid) === canonicalJson(grids[0]?.grid ?? null);
  return grids.every(isSame) ? undefined : grids;
}

/** Event time: what ends before it touches no window that still takes anything, by any version. */
export const neededFrom = (newest: StreamConfig, state: StreamTime): number =>
  Math.min(
    ...versionsOf(newest, state).flatMap(({ config, clock, from, closed }) =>
      config.feeds.map((feed) => {
        const watermark = reached(clock.feeds[feed.name]);
        return Math.max(expiredThrough(watermark, feed) - config.grid.size, from, closed);
      }),
    ),
  );

/** All sources that a version in use declares. */
export const sourcesInUse = (newest: StreamConfig, state: StreamTime): string[] => [
  ...new Set(versionsOf(newest, state).flatMap(({ config }) => Object.keys(config.sources))),
];
