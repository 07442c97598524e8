import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StreamConfig } from '#domain/time/config.ts';
import type { ArrivalInput, Effect, Fire, Input } from '#domain/time/effects.ts';
import { beginStream } from '#domain/time/state.ts';
import { advance } from '#domain/time/stream.ts';
import { anyConfig, anySchedule } from '#test/support/data/schedules.ts';
import { type Line, NaiveModel } from './naive-model.ts';

/** What an assembly would read for a pane: only what the effect pins, and the arrivals with their ordinals. */
function arrivalsOf(fire: Fire, config: StreamConfig, inputs: readonly Input[]): ArrivalInput[] {
  const sources = config.feeds.find((feed) => feed.name === fire.feed)?.sources ?? [];
  return inputs
    .filter((input): input is ArrivalInput => input.kind === 'arrival')
    .filter((a) => sources.includes(a.source) && a.ordinal <= fire.through)
    .filter((a) => !fire.except.some(([from, to]) => from <= a.ordinal && a.ordinal <= to))
    .filter((a) => a.minTime < fire.window.end && a.maxTime >= fire.window.start);
}

function linesOf(effect: Effect, config: StreamConfig, inputs: readonly Input[]): Line[] {
  switch (effect.kind) {
    case 'fire': {
      const arrivals = arrivalsOf(effect, config, inputs);
      expect(effect.arrivals).toBe(arrivals.length);
      expect(effect.rows).toBe(arrivals.reduce((sum, a) => sum + a.rows, 0));
      const { feed, window, pane: index, timing } = effect;
      return [{ pane: { feed, start: window.start, index, timing, arrivals: arrivals.map((a) => a.id).sort() } }];
    }
    case 'expired':
      return [{ expired: effect.id }];
    case 'held':
      return [{ held: effect.id }];
    case 'closed':
      return [{ closed: { feed: effect.feed, start: effect.window.start } }];
    case 'empty':
      return Array.from({ length: effect.count }, (_, i) => ({
        empty: { feed: effect.feed, start: effect.first.start + i * config.grid.period },
      }));
    default:
      return [];
  }
}

const nameOf = (line: Line): string =>
  'pane' in line ? `${line.pane.index === 0 ? 'first' : 'next'} ${line.pane.timing}` : (Object.keys(line)[0] ?? '');

const runs = Number(process.env.TIDEGATE_SCHEDULES ?? 1_500);

test('the reducer and a model that recomputes everything agree on every step of random schedules', {
  timeout: 600_000,
}, () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(anyConfig, anySchedule, (config, inputs) => {
      const naive = new NaiveModel(config, inputs);
      let state = beginStream(config, 0);
      inputs.forEach((input, step) => {
        const lines = advance(config, state, input).flatMap((effect) => linesOf(effect, config, inputs));
        const expected = naive.linesAt(step);
        // Far quicker than `toEqual`, which tells what differs.
        if (JSON.stringify(lines) !== JSON.stringify(expected)) expect(lines, `step ${step}`).toEqual(expected);
        for (const line of lines) seen.set(nameOf(line), (seen.get(nameOf(line)) ?? 0) + 1);
        state = JSON.parse(JSON.stringify(state));
      });
    }),
    { numRuns: runs },
  );
  for (const name of ['first on-time', 'first late', 'next late', 'expired', 'held', 'empty', 'closed']) {
    expect(seen.get(name), `${name} is tried too rarely`).toBeGreaterThan(runs / 15);
  }
});
