import type { WatermarkPolicy } from '#contracts/spec.ts';

/** What a stream knows of one source's time. */
export interface SourceTime {
  /** W: the source says that no event time below it will come any more. `null` until it has said anything. */
  watermark: number | null;
  /** The largest event time seen; `null` before the first arrival. */
  maxSeen: number | null;
  idle: boolean;
  /** Wall time at which `watermark` last moved; before that, at which the stream began. */
  movedAt: number;
  /** Wall time from which silence counts. */
  silentSince: number;
}

/** Bounded disorder: nothing comes that is more than `maxDisorder` before the largest event time seen. */
export const boundedWatermark = (maxSeen: number, maxDisorder: number): number => maxSeen - maxDisorder;

/** An assertion names the last complete instant, inclusive; the watermark is the first one that may still come. */
export const assertedWatermark = (completeThrough: number): number => completeThrough + 1;

/** The watermark that an arrival with this largest event time leads to; `null` where only assertions move the source. */
export function watermarkAfter(policy: WatermarkPolicy, source: SourceTime, maxTime: number): number | null {
  if ('asserted' in policy) return source.watermark;
  return boundedWatermark(Math.max(source.maxSeen ?? maxTime, maxTime), policy.maxDisorder);
}

/** Whether a watermark would move further at once than the policy lets it. The first one cannot: there is nothing to compare it with. */
export function isJump(policy: WatermarkPolicy, source: SourceTime, next: number | null): boolean {
  if (policy.maxAdvance === undefined || source.watermark === null || next === null) return false;
  return next - source.watermark > policy.maxAdvance;
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
