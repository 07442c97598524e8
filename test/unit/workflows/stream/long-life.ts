import { createArrivalActivities } from '#activities/arrivals/activities.ts';
import type { Announcement, Arrival } from '#contracts/arrival.ts';
import type { PaneDecided } from '#contracts/pane.ts';
import { digestOf } from '#domain/digest.ts';
import { streamConfig } from '#domain/time/config.ts';
import type { Fire } from '#domain/time/effects.ts';
import type { ArtifactStore } from '#stores/artifacts/store.ts';
import { openSegments } from '#stores/segments/segments.ts';
import type { StreamPolicy } from '#workflows/stream/state.ts';

const hour = 3_600_000;
export const size = hour / 6;
export const lateness = 48 * hour;
/** How far event time goes on from one batch to the next. */
const step = 2 * hour;
const announced = 1_000;

export const policy: StreamPolicy = {
  pipeline: 'long',
  partition: 'all',
  spec: digestOf('long'),
  config: streamConfig({
    sources: { events: { watermark: { maxDisorder: 2 * hour, required: false } } },
    windows: { align: ['events'], size, offset: 0, allowedLateness: lateness, late: { every: 'arrival' } },
  }),
  eventTimes: { events: 'at' },
  columns: {},
  gates: {},
};

export const activitiesOver = (artifacts: ArtifactStore) =>
  createArrivalActivities({ artifacts, segments: openSegments(artifacts) });

/** Random numbers that are the same in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** What a batch must come to. */
export interface Batch {
  readonly announcements: Announcement[];
  /** Keys that nobody announced before. */
  readonly firsts: number;
  /** Of keys with an open window: repeats, and others of the same key. */
  readonly repeats: number;
  readonly conflicts: number;
}

/** What an upstream announces for years: arrivals in time and late ones, repeats of both, contradictions. */
export class Upstream {
  private readonly random = numbers(7);
  private readonly known: Arrival[] = [];
  /** By window, what came for it first: the truth that a pane is compared with. */
  readonly windows = new Map<number, number>();
  private count = 0;

  /** @param watermark of the stream, before the batch */
  batch(watermark: number): Batch {
    const open = this.known.filter(({ minTime }) => windowOf(minTime) + size + lateness > watermark);
    this.known.splice(0, this.known.length, ...open);
    const pick = () => open[this.random(open.length)];
    const again = Array.from({ length: open.length > 0 ? 90 : 0 }, () => pick() as Arrival);
    const repeats = again.slice(0, 75);
    const conflicts = again.slice(75).map((arrival) => ({ ...arrival, rows: arrival.rows + 1 }));
    const firsts = Array.from({ length: announced - again.length }, () => this.first(watermark));
    return { announcements: [...repeats, ...conflicts, ...firsts], firsts: firsts.length, repeats: 75, conflicts: 15 };
  }

  private first(watermark: number): Arrival {
    const at = this.count++;
    const now = Math.floor(at / (announced - 90)) * step;
    // One in twenty is late, by as much as its window still takes.
    const late = at % 20 === 0 && watermark > lateness;
    const time = late ? watermark - this.random(lateness - 2 * step) : now + this.random(step);
    const digest = digestOf(at);
    const span = { minTime: time, maxTime: time };
    const batch = { uri: `artifact:${digest}`, digest, rows: 10, bytes: 1_000, format: 'parquet' } as const;
    const producedBy = { name: 'upstream', version: '1.4.2', run: `r${at % 97}` };
    const arrival: Arrival = { kind: 'arrival', source: 'events', id: `events/${at}`, ...batch, ...span, producedBy };
    this.known.push(arrival);
    const window = windowOf(time);
    this.windows.set(window, (this.windows.get(window) ?? 0) + 1);
    return arrival;
  }
}

const windowOf = (time: number): number => Math.floor(time / size) * size;

/** As a gate that passes everything answers. */
export function passed({ feed, window, pane, timing }: Fire): PaneDecided {
  const digest = digestOf([feed, window.start, pane]);
  const named = { snapshot: digest, account: digest, report: digest, parts: { events: digest } };
  const decided = {
    outcome: 'published',
    code: 'PANE_PUBLISHED',
    rows: { events: 10 },
    fates: { included: 10 },
  } as const;
  return { feed, window, timing, pane, ...named, ...decided };
}
