import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StreamConfig } from '#domain/time/config.ts';
import { explain } from '#domain/time/explain.ts';
import { feedsOf, hasExpired, touchedIn } from '#domain/time/feed.ts';
import { expiredThrough, expiresAt } from '#domain/time/lateness.ts';
import { beginStream, type StreamTime } from '#domain/time/state.ts';
import { advance } from '#domain/time/stream.ts';
import { neededFrom } from '#domain/time/versions.ts';
import type { Span } from '#domain/time/window.ts';
import { anyConfig, anySchedule } from '#test/support/data/schedules.ts';

const time = fc.integer({ min: -1_000, max: 1_000 });

/** From the definition, for one window: its end, and as much event time after it as the feed is given. */
function isTooLate(config: StreamConfig, state: StreamTime, name: string, start: number): boolean {
  const lateness = config.feeds.find((feed) => feed.name === name)?.lateness ?? 0;
  const watermark = state.feeds[name]?.watermark;
  return watermark !== null && watermark !== undefined && watermark - (start + config.grid.size) >= lateness;
}

/** The windows of each feed that a span touches. */
const windowsOf = (config: StreamConfig, state: StreamTime, span: Span) =>
  feedsOf(config, state).flatMap((feed) => {
    const { first, count } = touchedIn(feed, span);
    return Array.from({ length: count }, (_, i) => ({ feed, start: first + i * config.grid.period }));
  });

test('the watermark at which a window expires, and the windows that have expired at a watermark, say the same', () => {
  fc.assert(
    fc.property(time, time, fc.nat(300), (end, watermark, lateness) => {
      const feed = { lateness };
      expect(end <= expiredThrough(watermark, feed)).toBe(expiresAt({ end }, feed) <= watermark);
    }),
  );
});

test('whoever asks whether a window has expired hears what the definition says, after every step', () => {
  const seen = { expired: 0, open: 0, forgettable: 0 };
  fc.assert(
    fc.property(
      anyConfig,
      anySchedule,
      fc.integer({ min: -100, max: 100 }),
      fc.nat(30),
      (config, inputs, minTime, length) => {
        const state = beginStream(config, 0);
        for (const input of inputs) {
          const closed = advance(config, state, input).filter((effect) => effect.kind === 'closed');
          for (const { feed, window } of closed) expect(isTooLate(config, state, feed, window.start)).toBe(true);
          for (const { feed, windows } of explain(config, state).feeds)
            for (const { window, expiresAt: at } of windows) {
              expect(isTooLate(config, state, feed, window.start)).toBe(false);
              expect(at).toBeGreaterThan(state.feeds[feed]?.watermark ?? Number.NEGATIVE_INFINITY);
            }
          for (const { feed, start } of windowsOf(config, state, { minTime, maxTime: minTime + length })) {
            const expired = isTooLate(config, state, feed.feed.name, start);
            if (hasExpired(feed, start) !== expired) expect.unreachable(`${start} in ${feed.feed.name}`);
            seen[expired ? 'expired' : 'open'] += 1;
          }
          const needed = neededFrom(config, state);
          if (!Number.isFinite(needed)) continue;
          for (const { feed, start } of windowsOf(config, state, {
            minTime: needed - 1 - length,
            maxTime: needed - 1,
          })) {
            if (!isTooLate(config, state, feed.feed.name, start)) expect.unreachable(`${start} is needed`);
            seen.forgettable += 1;
          }
        }
      },
    ),
    { numRuns: 200 },
  );
  for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(100);
});
