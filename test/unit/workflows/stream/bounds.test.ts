import { expect, test } from 'vitest';
import { digestOf } from '#domain/digest.ts';
import { defaultLimits } from '#domain/time/config.ts';
import { mostRanges } from '#domain/time/exceptions.ts';
import { recordBounds } from '#domain/time/record.ts';
import { begin, bounds, handOn } from '#workflows/stream/state.ts';
import { policy } from './long-life.ts';

const now = 1_795_000_000_000;
const digest = digestOf('any');
const many = <T>(count: number, each: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => each(i));

test('all that a stream keeps at once, each at its bound, is below 256 KB', () => {
  const state = begin({ policy }, now);
  const ranges = (from: number) => many(mostRanges, (i): [number, number] => [from + i * 10, from + i * 10 + 3]);
  const arrival = (i: number) => ({
    ...{ kind: 'arrival' as const, source: 'events', id: `events/2026-11-26/${i}`, ordinal: 1_000_000 + i },
    ...{ minTime: now + i, maxTime: now + i, rows: 100_000, at: now },
  });
  const segment = (i: number) => ({
    ...{
      digest,
      count: 100_000,
      minTime: now,
      maxTime: now + i,
      firstOrdinal: 900_000 + i,
      lastOrdinal: 1_000_000 + i,
    },
  });
  const head = (i: number) => ({ start: now + i * 600_000, panes: 12, arrivals: 1_234, rows: 1_234_567 });
  Object.assign(state.time, {
    feeds: { data: { watermark: now, movedAt: now, unpassed: now, open: many(defaultLimits.openWindows, head) } },
    excluded: ranges(1_000_000),
    expired: { events: ranges(1_000_005) },
    held: many(defaultLimits.held, arrival),
    waiting: many(defaultLimits.held, (i) => ({
      arrival: arrival(i),
      missing: [{ source: 'events', id: `events/2026-11-25/${i}` }],
      until: now,
    })),
  });
  state.segments = many(recordBounds.segments, segment);
  state.retired = many(recordBounds.retired, segment);
  const one = { pane: 1, snapshot: digest, rows: { events: 100_000 }, parts: { events: digest } };
  state.published = { data: many(bounds.published, (i) => ({ start: now + i, ...one })) };
  expect(Buffer.byteLength(JSON.stringify(handOn(state)))).toBeLessThan(256 * 1_024);
});
