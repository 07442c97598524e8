import { expect, test } from 'vitest';
import { feedOf, streamConfig } from '#domain/time/config.ts';
import { assertedWatermark, boundedWatermark } from '#domain/time/watermark.ts';
import { bounded } from './fixture.ts';

const source = { watermark: bounded() };
const config = streamConfig({
  sources: { flights: source, weather: source, outcomes: source, departures: source },
  windows: {
    align: ['flights', 'weather'],
    size: 7,
    period: 1,
    offset: 0,
    allowedLateness: 2,
    late: { every: 'arrival' },
  },
  labels: { source: 'outcomes', key: 'id', column: 'late', availableAt: 'known_at', deadline: 30, maxMissing: 0.1 },
});

test('aligned sources are one feed, every other source is one of its own, and labels may come until their deadline', () => {
  expect(config.feeds).toEqual([
    { name: 'data', sources: ['flights', 'weather'], lateness: 2 },
    { name: 'outcomes', sources: ['outcomes'], lateness: 30 },
    { name: 'departures', sources: ['departures'], lateness: 2 },
  ]);
  expect(feedOf(config, 'weather')?.name).toBe('data');
  expect(feedOf(config, 'nobody')).toBeUndefined();
});

test('windows without a period tumble', () => {
  const { windows, ...spec } = {
    sources: { a: source },
    windows: { align: ['a'], size: 7, offset: 0, allowedLateness: 0, late: { every: 'arrival' as const } },
  };
  expect(streamConfig({ ...spec, windows }).grid).toEqual({ size: 7, period: 7, offset: 0 });
});

test('a watermark is the first instant that may still come: one after what is complete, the bound before what was seen', () => {
  expect(assertedWatermark(9)).toBe(10);
  expect(boundedWatermark(9, 4)).toBe(5);
});
