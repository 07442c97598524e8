import type { WatermarkPolicy } from '#contracts/spec.ts';
import type { FeedConfig, StreamConfig } from '#domain/time/config.ts';
import type { ArrivalInput, Input } from '#domain/time/effects.ts';

/**
 * A second model of time, written from the definitions and for nothing but plainness: every answer about a step is
 * computed from the whole list of inputs, and windows are found by trying the whole grid. What is asked again and again
 * (watermarks, members of windows) is worked out once, for thousands of schedules are played.
 */

export type Line =
  | { readonly pane: { feed: string; start: number; index: number; timing: string; arrivals: string[] } }
  | { readonly expired: string }
  | { readonly held: string }
  | { readonly empty: { feed: string; start: number } }
  | { readonly closed: { feed: string; start: number } };

interface Admission {
  readonly step: number;
  readonly arrival: ArrivalInput;
}

/** What has been let in by the end of each step: arrivals and assertions, without those that were held or refused. */
interface Ground {
  readonly admitted: readonly Admission[];
  readonly asserted: readonly { readonly step: number; readonly source: string; readonly time: number }[];
  /** Keys that wait for a person. */
  readonly held: readonly string[];
  /** Per step, the key that began to wait in it. */
  readonly jumped: ReadonlyMap<number, string>;
}

const reach = 400;

export class NaiveModel {
  private readonly config: StreamConfig;
  private readonly inputs: readonly Input[];
  private readonly grounds: Ground[];
  private readonly grid: readonly number[];
  /** By feed, W at the end of each step. */
  private readonly watermarks = new Map<FeedConfig, number[]>();
  /** By feed, the windows that ever took an arrival, in order, each with what it took. */
  private readonly filled = new Map<FeedConfig, ReadonlyMap<number, readonly Admission[]>>();

  constructor(config: StreamConfig, inputs: readonly Input[]) {
    this.config = config;
    this.inputs = inputs;
    this.grounds = [];
    for (let step = 0; step < inputs.length; step += 1) this.grounds.push(this.groundAt(step));
    this.grid = this.starts();
    for (const feed of config.feeds) {
      this.watermarks.set(feed, []);
      for (let step = 0; step < inputs.length; step += 1) this.watermarks.get(feed)?.push(this.watermarkAt(feed, step));
      const windows = this.grid.map((start) => [start, this.taken(feed, start)] as const);
      this.filled.set(feed, new Map(windows.filter(([, taken]) => taken.length > 0)));
    }
  }

  private groundAt(step: number): Ground {
    const before: Ground = this.grounds[step - 1] ?? { admitted: [], asserted: [], held: [], jumped: new Map() };
    const input = this.inputs[step] as Input;
    const key = 'id' in input ? input.id : '';
    const admit = (arrival: ArrivalInput, held = before.held): Ground => ({
      ...before,
      held,
      admitted: [...before.admitted, { step, arrival }],
    });
    const assert = (source: string, time: number, held = before.held): Ground => ({
      ...before,
      held,
      asserted: [...before.asserted, { step, source, time }],
    });
    const hold = (): Ground => ({
      ...before,
      held: [...before.held, key],
      jumped: new Map([...before.jumped, [step, key]]),
    });
    switch (input.kind) {
      case 'arrival': {
        const policy = this.policy(input.source);
        const jumps = !('asserted' in policy) && this.jumps(input.source, step - 1, input.maxTime - policy.maxDisorder);
        return jumps ? hold() : admit(input);
      }
      case 'watermark':
        return this.jumps(input.source, step - 1, input.time) ? hold() : assert(input.source, input.time);
      case 'release':
      case 'refuse': {
        const waiting = this.inputs.find(
          (i, at) => at < step && 'id' in i && i.id === key && (i.kind === 'arrival' || i.kind === 'watermark'),
        );
        if (!waiting || !before.held.includes(key)) return before;
        const held = before.held.filter((k) => k !== key);
        if (input.kind === 'refuse') return { ...before, held };
        if (waiting.kind === 'arrival') return admit(waiting, held);
        return waiting.kind === 'watermark' ? assert(waiting.source, waiting.time, held) : before;
      }
      default:
        return before;
    }
  }

  private policy(source: string): WatermarkPolicy {
    return this.config.sources[source] as WatermarkPolicy;
  }

  private jumps(source: string, step: number, to: number): boolean {
    const { maxAdvance } = this.policy(source);
    const from = this.sourceWatermark(source, step);
    return maxAdvance !== undefined && from !== Number.NEGATIVE_INFINITY && to - from > maxAdvance;
  }

  /** W of a source at the end of a step: the largest that anything let in so far gives. */
  private sourceWatermark(source: string, step: number): number {
    const ground = this.grounds[step];
    const policy = this.policy(source);
    if (!ground) return Number.NEGATIVE_INFINITY;
    const asserted = ground.asserted.filter((a) => a.source === source).map((a) => a.time);
    if ('asserted' in policy) return Math.max(...asserted);
    const admitted = ground.admitted.filter((a) => a.arrival.source === source);
    return Math.max(...asserted, ...admitted.map((a) => a.arrival.maxTime - policy.maxDisorder));
  }

  /** Whether the last that was heard of a source by the end of a step was its silence. */
  private isIdle(source: string, step: number): boolean {
    const last = this.inputs
      .slice(0, step + 1)
      .filter(
        (i) =>
          'source' in i && i.source === source && (i.kind === 'idle' || i.kind === 'arrival' || i.kind === 'watermark'),
      )
      .at(-1);
    return last?.kind === 'idle';
  }

  /** W of a feed at the end of a step: the largest that its sources ever agreed on. */
  private watermarkAt(feed: FeedConfig, step: number): number {
    const active = feed.sources.filter((s) => !this.isIdle(s, step) || this.policy(s).required);
    const now =
      active.length > 0
        ? Math.min(...active.map((s) => this.sourceWatermark(s, step)))
        : Math.max(...feed.sources.map((s) => this.sourceWatermark(s, step)));
    return Math.max(this.watermark(feed, step - 1), now);
  }

  private watermark(feed: FeedConfig, step: number): number {
    return this.watermarks.get(feed)?.[step] ?? Number.NEGATIVE_INFINITY;
  }

  private touches(arrival: ArrivalInput, start: number): boolean {
    return start <= arrival.maxTime && start + this.config.grid.size > arrival.minTime;
  }

  private starts(): number[] {
    const { period, offset } = this.config.grid;
    const starts: number[] = [];
    for (let n = Math.floor(-reach / period); n * period <= reach; n += 1) starts.push(offset + n * period);
    return starts;
  }

  /** Arrivals that a window ever took: let in before it expired. */
  private taken(feed: FeedConfig, start: number): Admission[] {
    const end = start + this.config.grid.size;
    return (this.grounds.at(-1)?.admitted ?? [])
      .filter(({ arrival }) => feed.sources.includes(arrival.source) && this.touches(arrival, start))
      .filter((a) => this.watermark(feed, a.step - 1) < end + feed.lateness);
  }

  /** Arrivals that a window took by the end of a step. */
  private members(feed: FeedConfig, start: number, step: number): Admission[] {
    return (this.filled.get(feed)?.get(start) ?? []).filter((a) => a.step <= step);
  }

  private filledBy(feed: FeedConfig, step: number): number[] {
    const starts = [...(this.filled.get(feed)?.keys() ?? [])];
    return starts.filter((start) => this.members(feed, start, step).length > 0);
  }

  private timingAt(feed: FeedConfig, start: number, step: number): 'late' | 'on-time' | undefined {
    const end = start + this.config.grid.size;
    const members = this.members(feed, start, step);
    if (this.watermark(feed, step - 1) >= end) return members.some((m) => m.step === step) ? 'late' : undefined;
    return this.watermark(feed, step) >= end && members.length > 0 ? 'on-time' : undefined;
  }

  /** What follows from a step: late panes in order, then those on time, then the rest. */
  linesAt(step: number): Line[] {
    const lines: Line[] = [];
    const jumped = this.grounds[step]?.jumped.get(step);
    if (jumped !== undefined) lines.push({ held: jumped });
    for (const { arrival } of (this.grounds[step]?.admitted ?? []).filter((a) => a.step === step)) {
      const feed = this.config.feeds.find((f) => f.sources.includes(arrival.source)) as FeedConfig;
      const touched = this.grid.filter((start) => this.touches(arrival, start));
      const takes = touched.filter((start) => this.members(feed, start, step).some((m) => m.step === step));
      if (touched.length > 0 && takes.length === 0) lines.push({ expired: arrival.id });
    }
    for (const timing of ['late', 'on-time'] as const)
      for (const feed of this.config.feeds) lines.push(...this.panesAt(feed, step, timing));
    for (const feed of this.config.feeds) lines.push(...this.emptiesAt(feed, step), ...this.closedAt(feed, step));
    return lines;
  }

  private panesAt(feed: FeedConfig, step: number, timing: string): Line[] {
    return this.filledBy(feed, step)
      .filter((start) => this.timingAt(feed, start, step) === timing)
      .map((start) => {
        const before = this.inputs
          .slice(0, step)
          .filter((_, earlier) => this.timingAt(feed, start, earlier) !== undefined);
        const arrivals = this.members(feed, start, step)
          .map((m) => m.arrival.id)
          .sort();
        return { pane: { feed: feed.name, start, index: before.length, timing, arrivals } };
      });
  }

  private emptiesAt(feed: FeedConfig, step: number): Line[] {
    const [from, to] = [this.watermark(feed, step - 1), this.watermark(feed, step)];
    if (from === to) return [];
    const filled = this.filledBy(feed, step);
    return this.grid
      .filter((start) => from < start + this.config.grid.size && start + this.config.grid.size <= to)
      .filter((start) => !filled.includes(start) && filled.some((other) => other < start))
      .map((start) => ({ empty: { feed: feed.name, start } }));
  }

  private closedAt(feed: FeedConfig, step: number): Line[] {
    const { size } = this.config.grid;
    const [from, to] = [this.watermark(feed, step - 1), this.watermark(feed, step)];
    return this.filledBy(feed, step)
      .filter((start) => from < start + size + feed.lateness && start + size + feed.lateness <= to)
      .map((start) => ({ closed: { feed: feed.name, start } }));
  }
}
