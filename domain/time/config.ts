import { z } from 'zod';
import type { PipelineSpec, WatermarkPolicy } from '#contracts/spec.ts';
import { dataFeed } from '#contracts/window.ts';
import { latenessOf } from './lateness.ts';
import type { WindowGrid } from './windows.ts';

const Ms = z.number().int();
const limit = z.number().int().min(0);
const policy = { idleAfter: Ms.optional(), required: z.boolean(), maxAdvance: Ms.optional() };
/** As the spec's, but with durations that are milliseconds already. */
const Watermark: z.ZodType<WatermarkPolicy> = z.union([
  z.strictObject({ maxDisorder: Ms, ...policy }),
  z.strictObject({ asserted: z.literal(true), ...policy }),
]);
const Grid: z.ZodType<WindowGrid> = z.strictObject({ size: Ms, period: Ms, offset: Ms });

/** Sources that share a watermark and therefore windows. */
const FeedConfig = z.strictObject({
  name: z.string(),
  sources: z.array(z.string()).readonly(),
  /** How long after its end a window still takes arrivals; event time. */
  lateness: Ms,
});
export type FeedConfig = Readonly<z.infer<typeof FeedConfig>>;

/** Bounds of a stream's state. */
const StreamLimits = z.strictObject({
  /** Windows that one arrival may touch. */
  windowsPerArrival: limit,
  /** Windows that may be open at once, in all feeds. */
  openWindows: limit,
  /** Announcements that may wait for a person at once, and arrivals that may wait for others. */
  held: limit,
});
export type StreamLimits = Readonly<z.infer<typeof StreamLimits>>;

/** What a spec says of time, as the reducer needs it; plain JSON. */
export const StreamConfig = z.strictObject({
  grid: Grid,
  sources: z.record(z.string(), Watermark).readonly(),
  /** `data` first. */
  feeds: z.array(FeedConfig).readonly(),
  /** Wall time from a late arrival to the pane that it asks for, in which others may share it; at once where it is left out. */
  lateEvery: Ms.exactOptional(),
  /** By source: wall time for which an arrival waits for those that must come before it; an hour where it is left out. */
  causesWithin: z.record(z.string(), Ms).readonly().exactOptional(),
  limits: StreamLimits,
});
export type StreamConfig = Readonly<z.infer<typeof StreamConfig>>;

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
