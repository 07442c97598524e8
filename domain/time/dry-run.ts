import type { Code } from '#contracts/codes.ts';
import type { ScheduledArrival, ScheduleLine } from '#contracts/schedule.ts';
import type { Timing } from '#contracts/window.ts';
import { sha256 } from '../digest.ts';
import { keyOf } from '../ledger/panes.ts';
import type { StreamConfig } from './config.ts';
import type { ArrivalInput, Effect, Fire, Input, KnownArrival } from './effects.ts';
import { isAmong } from './exceptions.ts';
import { feedsOf, hasExpired, touchedIn } from './feed.ts';
import { beginVersion } from './spec-change.ts';
import { beginStream, type StreamTime } from './state.ts';
import { advance } from './stream.ts';

/** What a line led to. */
export type Outcome =
  | { readonly pane: FiredPane }
  /** Every window of the arrival has expired. */
  | { readonly expired: { readonly id: string } }
  | { readonly duplicate: { readonly id: string } }
  | { readonly conflict: { readonly id: string } }
  /** It counts for nothing: a source that is not declared, times that are reversed, too many windows. */
  | { readonly refused: { readonly id: string; readonly code: Code } }
  /** It would move its source's watermark too far, and would wait for a person. */
  | { readonly held: { readonly id: string; readonly code: Code } }
  /** Another arrival took its place. */
  | { readonly superseded: { readonly id: string; readonly by: string } }
  /** It waits for others that must come before it. */
  | { readonly waiting: { readonly id: string } };

export interface FiredPane {
  readonly start: number;
  readonly end: number;
  /** Counts the panes of the window, from 0. */
  readonly index: number;
  readonly timing: Timing;
  /** Ids in order of receipt: a pane holds all that came before it too. */
  readonly arrivals: readonly string[];
}

interface Member {
  readonly ordinal: number;
  readonly id: string;
}

/** What is remembered of an arrival. */
interface Known extends Omit<KnownArrival, 'digest'> {
  readonly said: string;
}

/** A stream's time without a stream: no server, no clock, no rows. */
export interface DryRun {
  /** Plays the next line; what follows, in order. */
  play(line: ScheduleLine): Outcome[];
}

/** A spec that decides the windows which begin at or after a time. */
export interface Change {
  readonly config: StreamConfig;
  /** A start of both grids. */
  readonly from: number;
}

/** Plays a schedule through the code that decides in a stream; with a change, windows from its time on by its spec. */
export function beginDryRun(first: StreamConfig, change?: Change): DryRun {
  const state = beginStream(first, 0);
  const config = change?.config ?? first;
  if (change) beginVersion({ config: first }, config, state, { from: change.from, windows: [], at: 0 });
  const known = new Map<string, Known>();
  const members = new Map<string, Member[]>();
  let received = 0;

  const arrive = (arrival: ScheduledArrival): Outcome[] => {
    const { id, source, minTime, maxTime, digest: said = `${minTime} ${maxTime}`, supersedes, after } = arrival;
    const key = keyOf(arrival);
    const before = known.get(key);
    if (before) return [before.said === said ? { duplicate: { id } } : { conflict: { id } }];
    const ordinal = known.size + 1;
    const corrected = supersedes === undefined ? undefined : known.get(keyOf({ source, id: supersedes }));
    const input: ArrivalInput = {
      kind: 'arrival',
      source,
      id,
      minTime,
      maxTime,
      rows: 0,
      ordinal,
      at: received,
      ...(supersedes !== undefined && {
        supersedes: { id: supersedes, ...(corrected && { known: { ...corrected, digest: sha256(corrected.said) } }) },
      }),
      ...(after && { causes: after.map((cause) => ({ ...cause, known: known.has(keyOf(cause)) })) }),
    };
    known.set(key, { source, id, minTime, maxTime, rows: 0, ordinal, said });
    // What is refused, or waits for now, is left out where a pane fires: the same arrivals as an assembly would read.
    for (const window of openWindows(config, state, input)) {
      const list = members.get(window) ?? [];
      list.push({ ordinal, id });
      members.set(window, list);
    }
    return outcomesOf(advance(config, state, input));
  };

  const outcomesOf = (effects: readonly Effect[]): Outcome[] =>
    effects.flatMap((effect): Outcome[] => {
      switch (effect.kind) {
        case 'fire':
          return [{ pane: paneOf(effect, members.get(windowKey(effect.feed, effect.window.start)) ?? []) }];
        case 'closed':
          members.delete(windowKey(effect.feed, effect.window.start));
          return [];
        case 'expired':
          return [{ expired: { id: effect.id } }];
        case 'refused':
          return [{ refused: { id: effect.id, code: effect.code } }];
        case 'held':
          return [{ held: { id: effect.id, code: effect.code } }];
        case 'superseded':
          return [{ superseded: { id: effect.id, by: effect.by } }];
        case 'waiting':
          return [{ waiting: { id: effect.id } }];
        default:
          return [];
      }
    });

  const inputOf = (line: Exclude<ScheduleLine, { arrive: unknown }>): Input => {
    const at = received;
    if ('idle' in line) return { kind: 'idle', source: line.idle.source, at };
    if ('release' in line) return { kind: 'release', ...line.release, at };
    if ('refuse' in line) return { kind: 'refuse', ...line.refuse, at };
    const { source, time } = line.watermark;
    return { kind: 'watermark', source, id: `line ${received}`, time, at };
  };

  return {
    play(line) {
      received += 1;
      return 'arrive' in line ? arrive(line.arrive) : outcomesOf(advance(config, state, inputOf(line)));
    },
  };
}

const windowKey = (feed: string, start: number): string => `${feed} ${start}`;

/** The windows that an arrival may be in. */
function openWindows(newest: StreamConfig, state: StreamTime, arrival: ArrivalInput): string[] {
  return feedsOf(newest, state).flatMap((context) => {
    const { config, feed } = context;
    const { first, last, count } = touchedIn(context, arrival);
    if (!feed.sources.includes(arrival.source) || count > config.limits.windowsPerArrival) return [];
    const windows: string[] = [];
    for (let start = first; start <= last; start += config.grid.period) {
      if (!hasExpired(context, start)) windows.push(windowKey(feed.name, start));
    }
    return windows;
  });
}

function paneOf({ window, pane: index, timing, through, except }: Fire, members: readonly Member[]): FiredPane {
  const isIn = ({ ordinal }: Member) => ordinal <= through && !isAmong(except, ordinal);
  return { ...window, index, timing, arrivals: members.filter(isIn).map(({ id }) => id) };
}
