import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import type { Choice } from '#contracts/decision.ts';
import { openArtifactStore } from '#stores/artifacts/open.ts';
import { takeBatches } from '#workflows/stream/arrivals/take.ts';
import { takeDecided } from '#workflows/stream/panes/gates.ts';
import { tidySegments } from '#workflows/stream/segments/tidy.ts';
import { begin, handOn, type StreamState } from '#workflows/stream/state.ts';
import { activitiesOver, lateness, passed, policy, size, Upstream } from './long-life.ts';

// The stream's own code and its record of keys in a folder; only Temporal is not there. A million: `npm run soak:long`.

const folder = await mkdtemp(join(tmpdir(), 'tidegate-long-'));
afterAll(() => rm(folder, { recursive: true }));
const activities = activitiesOver(await openArtifactStore(folder));
const decided: Choice[] = [];

vi.mock('#workflows/run/policies.ts', () => ({
  arrivalActivities: new Proxy({}, { get: (_, name) => Reflect.get(activities, name) }),
}));
vi.mock('#workflows/run/decision-log.ts', () => ({
  decide: (choice: Choice) => ({ ...choice, seq: decided.push(choice) }),
  foldEvent: () => undefined,
}));

const arrivals = Number(process.env.TIDEGATE_LONG_ARRIVALS ?? 50_000);
/** Continues as new after so many batches. */
const rollOver = 20;

const bytesOf = (state: StreamState): number => Buffer.byteLength(JSON.stringify(handOn(state)));
const counted = (code: string): number => decided.filter((decision) => decision.code === code).length;

test(`${arrivals.toLocaleString('en')} arrivals leave a small state, and each repeat in an open window is told`, {
  timeout: 7_200_000,
}, async () => {
  const upstream = new Upstream();
  let state = begin({ policy }, 0);
  const largest = { bytes: 0, segments: 0, open: 0, keys: 0 };
  let accepted = 0;
  let fired = 0;
  for (let batch = 0; accepted < arrivals; batch += 1) {
    const watermark = state.time.feeds.data?.watermark ?? Number.NEGATIVE_INFINITY;
    const { announcements, firsts, repeats, conflicts } = upstream.batch(watermark);
    decided.length = 0;
    await takeBatches(state, [{ announcements }]);
    expect(counted('ARRIVAL_DUPLICATE')).toBe(batch === 0 ? 0 : repeats);
    expect(counted('ARRIVAL_CONFLICT')).toBe(batch === 0 ? 0 : conflicts);
    expect(counted('ARRIVAL_EXPIRED')).toBe(0);
    accepted += firsts;
    expect(state.nextOrdinal).toBe(accepted);
    fired += state.panes.length;
    for (const { fire } of [...state.panes]) takeDecided(state, passed(fire));
    state.decidedPanes = [];
    await tidySegments(state);
    for (const { start, arrivals: held } of state.time.feeds.data?.open ?? [])
      expect(held).toBe(upstream.windows.get(start));
    largest.bytes = Math.max(largest.bytes, bytesOf(state));
    largest.keys = Math.max(
      largest.keys,
      state.segments.reduce((sum, { count }) => sum + count, 0),
    );
    largest.segments = Math.max(largest.segments, state.segments.length);
    largest.open = Math.max(largest.open, state.time.feeds.data?.open.length ?? 0);
    if (batch % rollOver === 0) state = begin(JSON.parse(JSON.stringify(handOn(state))), 0);
  }
  process.stdout.write(`${JSON.stringify({ accepted, fired, ...largest })}\n`);
  // Keys of windows that are over are looked up no more: a quarter more than those of open windows, at most as many again.
  expect(largest.keys).toBeLessThan(60_000);
  expect(largest.bytes).toBeLessThan(256 * 1024);
  expect(largest.open).toBeGreaterThan(lateness / size);
  expect(fired).toBeGreaterThan(accepted / 25);
});
