import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StreamConfig } from '#domain/time/config.ts';
import { explain } from '#domain/time/explain.ts';
import { feedsOf, hasExpired, touchedIn } from '#domain/time/feed.ts';
import { expiredThrough, expiresAt } from '#domain/time/lateness.ts';
import { beginStream, type StreamTime } from '#domain/time/state.ts';
import { advance } from '#domain/time/stream.ts';
import { neededFrom } from '#domain/time/versions.ts';
import { anyConfig, anySchedule } from '#test/support/data/schedules.ts';

const time = fc.integer({ min: -1_000, max: 1_000 });

/** From the definition, for one window: its end, and as much event time after it as the feed is given. */
function isTooLate(config: StreamConfig, state: StreamTime, name: string, start: number): boolean {
  const lateness = config.feeds.find((feed) => feed.name === name)?.lateness ?? 0;
  const watermark = state.feeds[name]?.watermark;
  return watermark !== null && watermark !== undefined && watermark - (start + config.grid.size) >= lateness;
}

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
        const span = { minTime: minTime, maxTime: minTime + length };
        for (const input of inputs) {
          const closed = advance(config, state, input).filter((effect) => effect.kind === 'closed');
          for (const { feed, window } of closed) expect(isTooLate(config, state, feed, window.start)).toBe(true);
          for (const { feed, windows } of explain(config, state).feeds)
            for (const { window, expiresAt: at } of windows) {
              expect(isTooLate(config, state, feed, window.start)).toBe(false);
              expect(at).toBeGreaterThan(state.feeds[feed]?.watermark ?? Number.NEGATIVE_INFINITY);
            }
          let isOpen = false;
          for (const context of feedsOf(config, state)) {
            const { first, last } = touchedIn(context, span);
            for (let start = first; start <= last; start += config.grid.period) {
              const expired = isTooLate(config, state, context.feed.name, start);
              if (hasExpired(context, start) !== expired) expect.unreachable(`${start} in ${context.feed.name}`);
              seen[expired ? 'expired' : 'open'] += 1;
              if (!expired) isOpen = true;
            }
          }
          if (span.maxTime < neededFrom(config, state)) {
            expect(isOpen).toBe(false);
            seen.forgettable += 1;
          }
        }
      },
    ),
    { numRuns: 200 },
  );
  for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(0);
});
