import type { PipelineSpec, WatermarkPolicy } from '#contracts/spec.ts';
import { dataFeed } from '#contracts/window.ts';
import { type Lateness, latenessOf } from './lateness.ts';
import type { WindowGrid } from './windows.ts';

/** Sources that share a watermark and therefore windows. */
export interface FeedConfig extends Lateness {
  readonly name: string;
  readonly sources: readonly string[];
}

/** What a spec says of time, as the reducer needs it; plain JSON. */
export interface StreamConfig {
  readonly grid: WindowGrid;
  readonly sources: Readonly<Record<string, WatermarkPolicy>>;
  /** `data` first. */
  readonly feeds: readonly FeedConfig[];
  /** Wall time from a late arrival to the pane that it asks for, in which others may share it; at once where it is left out. */
  readonly lateEvery?: number;
  /** By source: wall time for which an arrival waits for those that must come before it; an hour where it is left out. */
  readonly causesWithin?: Readonly<Record<string, number>>;
  readonly limits: StreamLimits;
}

/** Bounds of a stream's state. */
export interface StreamLimits {
  /** Windows that one arrival may touch. */
  readonly windowsPerArrival: number;
  /** Windows that may be open at once, in all feeds. */
  readonly openWindows: number;
  /** Announcements that may wait for a person at once, and arrivals that may wait for others. */
  readonly held: number;
}

/** How long an arrival waits for those that must come before it, where its source does not say; wall time. */
export const causesDeadline = 3_600_000;

export const defaultLimits: StreamLimits = { windowsPerArrival: 1_000, openWindows: 2_000, held: 100 };

/** The part of a spec that decides about time: the dry run knows no more. */
export type TimeSpec = Pick<PipelineSpec, 'sources' | 'windows' | 'labels'>;

/**
 * The aligned sources become the feed `data`; every other one a feed of its own name with its own watermark, so that it
 * holds no data window. Labels may come until their deadline.
 */
export function streamConfig(spec: TimeSpec, limits: StreamLimits = defaultLimits): StreamConfig {
  const { align, size, period = size, offset, late } = spec.windows;
  const others = Object.keys(spec.sources).filter((name) => !align.includes(name));
  return {
    grid: { size, period, offset },
    sources: Object.fromEntries(Object.entries(spec.sources).map(([name, source]) => [name, source.watermark])),
    feeds: [
      { name: dataFeed, sources: align, lateness: latenessOf(spec, dataFeed) },
      ...others.map((name) => ({ name, sources: [name], lateness: latenessOf(spec, name) })),
    ],
    ...(late.every !== 'arrival' && { lateEvery: late.every }),
    causesWithin: Object.fromEntries(
      Object.entries(spec.sources).flatMap(([name, { causes }]) => (causes ? [[name, causes.deadline]] : [])),
    ),
    limits,
  };
}

/** The feed that a source belongs to. */
export const feedOf = (config: Pick<StreamConfig, 'feeds'>, source: string): FeedConfig | undefined =>
  config.feeds.find((feed) => feed.sources.includes(source));
