import type { WatermarkPolicy } from '#contracts/spec.ts';
import { defaultLimits, type StreamConfig, type StreamLimits, streamConfig } from '#domain/time/config.ts';
import type { Effect, Fire, Input } from '#domain/time/effects.ts';
import { beginStream, type StreamTime } from '#domain/time/state.ts';
import { advance } from '#domain/time/stream.ts';

interface Options {
  readonly sources?: Record<string, WatermarkPolicy>;
  readonly align?: readonly string[];
  readonly size?: number;
  readonly period?: number;
  readonly lateness?: number;
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
  limits,
}: Options = {}): StreamConfig {
  return streamConfig(
    {
      sources: Object.fromEntries(Object.entries(sources).map(([name, watermark]) => [name, { watermark }])),
      windows: { align: [...align], size, period, offset: 0, allowedLateness: lateness, late: { every: 'arrival' } },
    },
    { ...defaultLimits, ...limits },
  );
}

/** A stream that is told one thing after another. Wall time is 1000, 1001, … */
export class Story {
  readonly config: StreamConfig;
  readonly state: StreamTime;
  private ordinal = 0;
  private at = 1_000;

  constructor(options: Options = {}) {
    this.config = configOf(options);
    this.state = beginStream(this.config, this.at);
  }

  tell(input: Input): Effect[] {
    return advance(this.config, this.state, input);
  }

  arrive(id: string, minTime: number, maxTime = minTime, source = 'a'): Effect[] {
    this.at += 1;
    return this.tell({
      kind: 'arrival',
      source,
      id,
      ordinal: this.ordinal++,
      minTime,
      maxTime,
      rows: 5,
      at: this.at,
    });
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
    .map((e) => [e.feed === 'data' ? e.window.start : `${e.feed}:${e.window.start}`, e.index, e.timing, e.through]);

/** The kinds of effects, each with its code where it has one. */
export const kinds = (effects: readonly Effect[]) => effects.map((e) => ('code' in e ? `${e.kind} ${e.code}` : e.kind));
