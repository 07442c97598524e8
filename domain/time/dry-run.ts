import type { Code } from '#contracts/codes.ts';
import type { OrdinalRange } from '#contracts/snapshot.ts';
import type { Timing } from '#contracts/window.ts';
import { keyOf } from '../ledger/panes.ts';
import { feedOf, type StreamConfig } from './config.ts';
import type { ArrivalInput, Effect, Fire } from './effects.ts';
import { beginStream, type StreamTime } from './state.ts';
import { advance } from './stream.ts';
import { touchedBy, windowsOf } from './windows.ts';

/** A line of a schedule, in order of receipt; event times in epoch milliseconds. */
export type ScheduleLine =
  | { readonly arrive: ScheduledArrival }
  /** The watermark itself: no event time below it will come any more. */
  | { readonly watermark: { readonly source: string; readonly time: number } }
  | { readonly idle: { readonly source: string } };

export interface ScheduledArrival {
  readonly id: string;
  readonly source: string;
  /** Inclusive, as is `maxTime`. */
  readonly minTime: number;
  readonly maxTime: number;
  /** Of its content; without one, its times tell it from another of the same id. */
  readonly digest?: string | undefined;
}

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
  | { readonly held: { readonly id: string; readonly code: Code } };

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

/** A stream's time without a stream: no server, no clock, no rows. */
export interface DryRun {
  /** Plays the next line; what follows, in order. */
  play(line: ScheduleLine): Outcome[];
}

/** Plays a schedule through the code that decides in a stream. */
export function beginDryRun(config: StreamConfig): DryRun {
  const state = beginStream(config, 0);
  const known = new Map<string, string>();
  const members = new Map<string, Member[]>();
  let received = 0;

  const arrive = (arrival: ScheduledArrival): Outcome[] => {
    const { id, source, minTime, maxTime, digest = `${minTime} ${maxTime}` } = arrival;
    const key = keyOf(arrival);
    const before = known.get(key);
    if (before !== undefined) return [before === digest ? { duplicate: { id } } : { conflict: { id } }];
    known.set(key, digest);
    const input: ArrivalInput = {
      kind: 'arrival',
      source,
      id,
      minTime,
      maxTime,
      rows: 0,
      ordinal: known.size,
      at: received,
    };
    const taken = openWindows(config, state, input);
    const effects = advance(config, state, input);
    if (!effects.some((effect) => standsAside(effect, id))) {
      for (const window of taken) {
        const list = members.get(window) ?? [];
        list.push({ ordinal: input.ordinal, id });
        members.set(window, list);
      }
    }
    return told(effects);
  };

  const told = (effects: readonly Effect[]): Outcome[] =>
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
        case 'held':
          return [{ [effect.kind]: { id: effect.id, code: effect.code } } as Outcome];
        default:
          return [];
      }
    });

  return {
    play(line) {
      received += 1;
      if ('arrive' in line) return arrive(line.arrive);
      if ('idle' in line) return told(advance(config, state, { kind: 'idle', source: line.idle.source, at: received }));
      const { source, time } = line.watermark;
      return told(advance(config, state, { kind: 'watermark', source, id: `line ${received}`, time, at: received }));
    },
  };
}

const windowKey = (feed: string, start: number): string => `${feed} ${start}`;

/** The windows that an arrival will be in, if it is let in. */
function openWindows(config: StreamConfig, state: StreamTime, arrival: ArrivalInput): string[] {
  const feed = feedOf(config, arrival.source);
  if (!feed || touchedBy(arrival, config.grid).count > config.limits.windowsPerArrival) return [];
  const watermark = state.feeds[feed.name]?.watermark ?? Number.NEGATIVE_INFINITY;
  const windows: string[] = [];
  for (const { start, end } of windowsOf(arrival, config.grid)) {
    if (end + feed.lateness > watermark) windows.push(windowKey(feed.name, start));
  }
  return windows;
}

/** Whether an effect says that an arrival is in no window. */
const standsAside = (effect: Effect, id: string): boolean =>
  (effect.kind === 'refused' || effect.kind === 'held') && effect.id === id;

function paneOf({ window, index, timing, through, except }: Fire, members: readonly Member[]): FiredPane {
  const isIn = ({ ordinal }: Member) => ordinal <= through && !isAmong(except, ordinal);
  return { ...window, index, timing, arrivals: members.filter(isIn).map(({ id }) => id) };
}

const isAmong = (ranges: readonly OrdinalRange[], ordinal: number): boolean =>
  ranges.some(([from, to]) => from <= ordinal && ordinal <= to);
