import fc from 'fast-check';
import { expect, test } from 'vitest';
import { idleDeadlines, nextElapse } from '#domain/time/deadlines.ts';
import { beginStream, type StreamTime, type WindowHead } from '#domain/time/state.ts';
import { bounded, configOf } from './fixture.ts';

const config = configOf({
  sources: { flights: bounded(0, { idleAfter: 50 }), weather: bounded(0, { idleAfter: 20 }) },
});
const head = (start: number, due?: number): WindowHead => ({
  start,
  panes: 1,
  arrivals: 1,
  rows: 1,
  ...(due !== undefined && { due }),
});

test('the next thing to do by the clock is the earliest pane that is due, of every version of the spec', () => {
  const due = fc.array(fc.option(fc.integer({ min: 1, max: 1_000 }), { nil: undefined }), { maxLength: 5 });
  fc.assert(
    fc.property(due, due, (now, before) => {
      const state = beginStream(config, 0);
      const feed = (times: typeof now) => ({
        data: { watermark: null, movedAt: 0, unpassed: null, open: times.map((time, i) => head(i, time)) },
      });
      const inForce = { policy: { config }, clock: { sources: {}, feeds: feed(before) } };
      const former = { from: null, until: 0, grid: config.grid, sources: [], inForce };
      const all = [...now, ...before].flatMap((time) => time ?? []);
      const time: StreamTime = { ...state, feeds: feed(now), former: [former] };
      expect(nextElapse(time)).toBe(all.length === 0 ? undefined : Math.min(...all));
    }),
  );
});

test('sources that fall silent are idle in the order of their timeouts, the earliest first', () => {
  expect(idleDeadlines(config, beginStream(config, 1_000))).toMatchObject([
    { source: 'weather', at: 1_020 },
    { source: 'flights', at: 1_050 },
  ]);
});
