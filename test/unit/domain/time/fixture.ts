import type { WatermarkPolicy } from '#contracts/spec.ts';
import { digestOf } from '#domain/digest.ts';
import { defaultLimits, type StreamConfig, type StreamLimits, streamConfig } from '#domain/time/config.ts';
import type { ArrivalInput, Effect, Fire, Input, KnownArrival, Recount } from '#domain/time/effects.ts';
import { isAmong } from '#domain/time/exceptions.ts';
import { beginStream, type StreamTime } from '#domain/time/state.ts';
import { advance } from '#domain/time/stream.ts';
import { windowsOf } from '#domain/time/windows.ts';

interface Options {
  readonly sources?: Record<string, WatermarkPolicy>;
  readonly align?: readonly string[];
  readonly size?: number;
  readonly period?: number;
  readonly lateness?: number;
  /** Wall time. */
  readonly lateEvery?: number;
  readonly limits?: Partial<StreamLimits>;
}

export const bounded = (maxDisorder = 0, more: Partial<WatermarkPolicy> = {}): WatermarkPolicy => ({
  required: false,
  ...more,
  maxDisorder,
});
export const asserted = (
  more: { idleAfter?: number; required?: boolean; maxAdvance?: number } = {},
): WatermarkPolicy => ({ required: false, ...more, asserted: true });

/** Windows of 10 from one source `a` without disorder, unless it says otherwise. */
export function configOf({
  sources = { a: bounded() },
  align = ['a'],
  size = 10,
  period = size,
  lateness = 0,
  lateEvery,
  limits,
}: Options = {}): StreamConfig {
  return streamConfig(
    {
      sources: Object.fromEntries(Object.entries(sources).map(([name, watermark]) => [name, { watermark }])),
      windows: {
        align: [...align],
        size,
        period,
        offset: 0,
        allowedLateness: lateness,
        late: { every: lateEvery ?? 'arrival' },
      },
    },
    { ...defaultLimits, ...limits },
  );
}

/** A stream that is told one thing after another. Wall time is 1000, 1001, … */
export class Story {
  config: StreamConfig;
  readonly state: StreamTime;
  private readonly spans = new Map<string, KnownArrival>();
  private ordinal = 0;
  private at = 1_000;

  constructor(options: Options = {}) {
    this.config = configOf(options);
    this.state = beginStream(this.config, this.at);
  }

  /** Goes on by another spec. */
  follow(config: StreamConfig): Story {
    this.config = config;
    return this;
  }

  tell(input: Input): Effect[] {
    return advance(this.config, this.state, input);
  }

  /** Rows are five to an arrival. */
  arrive(id: string, minTime: number, maxTime = minTime, source = 'a', more: Partial<ArrivalInput> = {}): Effect[] {
    this.at += 1;
    const ordinal = this.ordinal++;
    const span = { source, id, ordinal, digest: digestOf(id), minTime, maxTime, rows: 5 };
    this.spans.set(id, span);
    const { digest: _, ...arrival } = span;
    return this.tell({ kind: 'arrival', ...arrival, at: this.at, ...more });
  }

  /** Tells of a correction, of what is known of the other where it came before. */
  correct(id: string, other: string, minTime: number, maxTime = minTime): Effect[] {
    const known = this.spans.get(other);
    return this.arrive(id, minTime, maxTime, 'a', { supersedes: { id: other, ...(known && { known }) } });
  }

  readmit(id: string): Effect[] {
    const span = this.spans.get(id);
    if (!span) throw new Error(`no arrival ${id}`);
    this.at += 1;
    return this.tell({ kind: 'readmit', ...span, windows: this.recount(), at: this.at });
  }

  refire(start: number): Effect[] {
    const counted = this.recount().find((window) => window.start === start);
    return this.tell({ kind: 'refire', feed: 'data', start, ...(counted && { counted }) });
  }

  rewind(to: number, source = 'a'): Effect[] {
    this.at += 1;
    return this.tell({ kind: 'rewind', source, to, windows: this.recount(), at: this.at });
  }

  /** All windows that anything touches, as the stream's record would give them. */
  private recount(): Recount[] {
    const counts = new Map<number, Recount>();
    for (const span of this.spans.values()) {
      if (isAmong(this.state.excluded, span.ordinal)) continue;
      for (const { start } of windowsOf(span, this.config.grid)) {
        const { arrivals, rows } = counts.get(start) ?? { arrivals: 0, rows: 0 };
        counts.set(start, { feed: 'data', start, arrivals: arrivals + 1, rows: rows + span.rows });
      }
    }
    return [...counts.values()].sort((a, b) => a.start - b.start);
  }

  /** Lets wall time go by. */
  wait(ms: number): Effect[] {
    this.at += ms;
    return this.tell({ kind: 'elapsed', at: this.at });
  }

  assert(time: number, source = 'a', id = `${source}@${time}`): Effect[] {
    this.at += 1;
    return this.tell({ kind: 'watermark', source, id, time, at: this.at });
  }

  idle(source = 'a'): Effect[] {
    this.at += 1;
    return this.tell({ kind: 'idle', source, at: this.at });
  }

  answer(kind: 'release' | 'refuse', id: string, source = 'a'): Effect[] {
    this.at += 1;
    return this.tell({ kind, source, id, at: this.at });
  }
}

/** Panes as `[start, index, timing, through]`, or `feed:start` for another feed than `data`. */
export const panes = (effects: readonly Effect[]) =>
  effects
    .filter((e): e is Fire => e.kind === 'fire')
    .map((e) => [e.feed === 'data' ? e.window.start : `${e.feed}:${e.window.start}`, e.pane, e.timing, e.through]);

/** The kinds of effects, each with its code where it has one. */
export const kinds = (effects: readonly Effect[]) => effects.map((e) => ('code' in e ? `${e.kind} ${e.code}` : e.kind));
