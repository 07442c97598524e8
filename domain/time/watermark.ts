import type { WatermarkPolicy } from '#contracts/spec.ts';

/** What a stream knows of one source's time. */
export interface SourceTime {
  /** W: the source says that no event time below it will come any more. `null` until it has said anything. */
  watermark: number | null;
  /** The largest event time seen; `null` before the first arrival. */
  maxSeen: number | null;
  /** The largest watermark that the source asserted, or that a person set; absent before the first. */
  asserted?: number;
  idle: boolean;
  /** Wall time at which `watermark` last moved; before that, at which the stream began. */
  movedAt: number;
  /** Wall time from which silence counts. */
  silentSince: number;
}

/** The event time that a watermark has reached; before the first watermark, none. */
export const reached = (time: { readonly watermark: number | null } | undefined): number =>
  time?.watermark ?? Number.NEGATIVE_INFINITY;

/** Bounded disorder: nothing comes that is more than `maxDisorder` before the largest event time seen. */
export const boundedWatermark = (maxSeen: number, maxDisorder: number): number => maxSeen - maxDisorder;

/** An assertion names the last complete instant, inclusive; the watermark is the first one that may still come. */
export const assertedWatermark = (completeThrough: number): number => completeThrough + 1;

/** The watermark that an arrival with this largest event time asks for; `null` where only assertions move the source. */
export const watermarkOf = (policy: WatermarkPolicy, maxTime: number): number | null =>
  'asserted' in policy ? null : boundedWatermark(maxTime, policy.maxDisorder);

/** A step of a source's watermark that is further than its policy lets it go at once. */
export interface Jump {
  readonly from: number;
  readonly to: number;
}

/** The jump that a new watermark would be, if it is one. The first watermark is none: there is nothing to compare it with. */
export function jumpTo(policy: WatermarkPolicy, { watermark: from }: SourceTime, to: number | null): Jump | undefined {
  if (policy.maxAdvance === undefined || from === null || to === null) return undefined;
  return to - from > policy.maxAdvance ? { from, to } : undefined;
}

/** Whether a source takes part in the watermark of its feed: an idle one does not, unless it is required. */
export const isActive = (policy: WatermarkPolicy, source: SourceTime): boolean => !source.idle || policy.required;

/**
 * The watermark over several sources, which never goes back: the least of the active ones, and none while one of them
 * has not spoken; where no source is active, the greatest of all.
 */
export function combinedWatermark(
  previous: number | null,
  sources: readonly { readonly policy: WatermarkPolicy; readonly time: SourceTime }[],
): number | null {
  const active = sources.filter((s) => isActive(s.policy, s.time));
  const spoken = (active.length > 0 ? active : sources).map((s) => s.time.watermark).filter((w) => w !== null);
  if (spoken.length === 0 || spoken.length < active.length) return previous;
  const combined = active.length > 0 ? Math.min(...spoken) : Math.max(...spoken);
  return previous === null ? combined : Math.max(previous, combined);
}
