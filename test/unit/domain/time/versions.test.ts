import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StreamConfig } from '#domain/time/config.ts';
import type { ArrivalInput, Effect, Fire, Input, Recount } from '#domain/time/effects.ts';
import { exceptions, expiredRanges, isAmong } from '#domain/time/exceptions.ts';
import { explain } from '#domain/time/explain.ts';
import { beginVersion, firstChangeable } from '#domain/time/spec-change.ts';
import { beginStream, type StreamTime } from '#domain/time/state.ts';
import { advance } from '#domain/time/stream.ts';
import { forgetPolicies, formerInUse, gridsFor, mostFormer, policyAt } from '#domain/time/versions.ts';
import { commonStart, windowsOf } from '#domain/time/windows.ts';
import { anyConfig, anySchedule } from '#test/support/data/schedules.ts';
import { asserted, bounded, configOf, kinds, panes, Story } from './fixture.ts';

/** A jump by either policy waits for a person: without bounds, both specs let in the same. */
const unbounded = (config: StreamConfig): StreamConfig => ({
  ...config,
  sources: Object.fromEntries(
    Object.entries(config.sources).map(([name, { maxAdvance: _, ...policy }]) => [name, policy]),
  ),
});
const anySpec = anyConfig.map(unbounded);
const anyInputs = anySchedule.map((inputs) => inputs.filter(({ kind }) => kind !== 'release' && kind !== 'refuse'));
const copy = (state: StreamTime): StreamTime => JSON.parse(JSON.stringify(state));

const reads = (fire: Fire, config: StreamConfig, inputs: readonly Input[]): ArrivalInput[] =>
  inputs.filter(
    (input): input is ArrivalInput =>
      input.kind === 'arrival' &&
      (config.feeds.find(({ name }) => name === fire.feed)?.sources ?? []).includes(input.source) &&
      input.ordinal <= fire.through &&
      !isAmong(fire.except, input.ordinal) &&
      input.minTime < fire.window.end &&
      input.maxTime >= fire.window.start,
  );

/** What is decided of windows, by the step that it followed from. */
interface Told {
  readonly step: number;
  readonly start: number;
  readonly [more: string]: unknown;
}
function told(step: number, effect: Effect, config: StreamConfig, inputs: readonly Input[]): Told[] {
  if (effect.kind === 'closed') return [{ step, closed: effect.feed, start: effect.window.start }];
  if (effect.kind !== 'fire') return [];
  const { feed, window, pane: index, timing, arrivals } = effect;
  const ids = reads(effect, config, inputs).map(({ id }) => id);
  expect(arrivals).toBe(ids.length);
  return [{ step, feed, start: window.start, end: window.end, index, timing, ids }];
}
const inOrder = (lines: readonly Told[]) => lines.map((line) => JSON.stringify(line)).sort();

function alone(config: StreamConfig, inputs: readonly Input[]): Told[] {
  const state = beginStream(config, 0);
  return inputs.flatMap((input, step) =>
    advance(config, state, input).flatMap((effect) => told(step, effect, config, inputs)),
  );
}

/** Windows of a spec with what touches them, as a stream's record would give them. */
function recount(config: StreamConfig, state: StreamTime, inputs: readonly Input[]): Recount[] {
  const counts = new Map<string, Recount>();
  const left = [...exceptions(state), ...expiredRanges(state)];
  for (const { name: feed, sources } of config.feeds)
    for (const input of inputs) {
      if (input.kind !== 'arrival' || !sources.includes(input.source) || isAmong(left, input.ordinal)) continue;
      for (const { start } of windowsOf(input, config.grid)) {
        const { arrivals, rows } = counts.get(`${feed} ${start}`) ?? { arrivals: 0, rows: 0 };
        counts.set(`${feed} ${start}`, { feed, start, arrivals: arrivals + 1, rows: rows + input.rows });
      }
    }
  return [...counts.values()].sort((a, b) => a.start - b.start);
}

describe('a changed spec', () => {
  test('decides the windows from its own on, and the former one all that begin before, as if each were alone', () => {
    let both = 0;
    fc.assert(
      fc.property(anySpec, anySpec, anyInputs, fc.integer({ min: -60, max: 80 }), (before, after, inputs, near) => {
        const from = commonStart(near, before.grid, after.grid);
        fc.pre(from !== undefined);
        let state = beginStream(before, 0);
        beginVersion({ config: before }, after, state, { from, windows: [], at: 0 });
        const lines = inputs.flatMap((input, step) => {
          const effects = advance(after, state, input);
          state = copy(state);
          return effects.flatMap((effect) => {
            const start = 'window' in effect ? effect.window.start : from;
            return told(step, effect, start < from ? before : after, inputs);
          });
        });
        const expected = [
          ...alone(before, inputs).filter(({ start }) => start < from),
          ...alone(after, inputs).filter(({ start }) => start >= from),
        ];
        expect(inOrder(lines)).toEqual(inOrder(expected));
        if (new Set(lines.map(({ start }) => start < from)).size === 2) both += 1;
      }),
      { numRuns: 1_000 },
    );
    expect(both).toBeGreaterThan(100);
  });

  test('that comes while windows wait leaves no arrival out of them, and none in twice', () => {
    const seen = { moved: 0, later: 0 };
    fc.assert(
      fc.property(anySpec, anySpec, anyInputs, fc.nat(20), (before, after, inputs, at) => {
        let state = beginStream(before, 0);
        const [first, rest] = [inputs.slice(0, at), inputs.slice(at)];
        const lines = first.flatMap((input, step) =>
          advance(before, state, input).flatMap((effect) => told(step, effect, before, inputs)),
        );
        const from = firstChangeable(before, after, state);
        fc.pre(from !== undefined);
        expect(lines.filter(({ start }) => from !== null && start >= from)).toEqual([]);
        const begun = beginVersion({ config: before }, after, state, {
          from,
          windows: recount(after, state, first),
          at: 0,
        });
        seen.moved += begun.length;
        lines.push(...begun.flatMap((effect) => told(at, effect, after, inputs)));
        rest.forEach((input, i) => {
          const effects = advance(after, state, input);
          state = copy(state);
          for (const effect of effects) {
            const former = 'window' in effect && from !== null && effect.window.start < from;
            lines.push(...told(at + i, effect, former ? before : after, inputs));
          }
        });
        if (from === null) return;
        const old = alone(before, inputs).filter(({ start }) => start < from);
        expect(inOrder(lines.filter(({ start }) => start < from))).toEqual(inOrder(old));
        seen.later += lines.length - old.length;
      }),
      { numRuns: 1_000 },
    );
    expect(seen.moved).toBeGreaterThan(100);
    expect(seen.later).toBeGreaterThan(100);
  });

  test('of the grid begins where windows of both begin', () => {
    const grid = (size: number, offset = 0) => ({ size, period: size, offset });
    expect(commonStart(1, grid(10), grid(10))).toBe(10);
    expect(commonStart(10, grid(10), grid(10))).toBe(10);
    expect(commonStart(-25, grid(10), grid(15, 5))).toBe(-10);
    expect(commonStart(0, grid(10), grid(10, 5))).toBeUndefined();
  });

  test('keeps the lateness of a window that began before it, and gives the next its own', () => {
    const story = new Story({ lateness: 20 });
    const after = configOf({ lateness: 0 });
    story.arrive('first', 3);
    beginVersion({ config: story.config }, after, story.state, { from: 10, windows: [], at: 0 });
    const next = story.follow(after);
    next.arrive('second', 13);
    expect(panes(next.arrive('third', 25))).toEqual([[10, 0, 'on-time', 2]]);
    expect(panes(next.arrive('late, for the first window', 4))).toEqual([[0, 1, 'late', 3]]);
    expect(kinds(next.arrive('late, for the second', 14))).toEqual(['expired']);
  });

  test('tells of an arrival over the boundary what had expired by each spec', () => {
    const story = new Story({ lateness: 100 });
    const after = configOf({ lateness: 0 });
    beginVersion({ config: story.config }, after, story.state, { from: 10, windows: [], at: 0 });
    const next = story.follow(after);
    next.arrive('far', 45);
    expect(next.arrive('wide', 5, 29)).toMatchObject([
      {
        kind: 'late',
        windows: 3,
        late: 1,
        expired: 2,
        expiredThrough: 45,
        former: [{ until: 10, expiredThrough: -55 }],
      },
      { kind: 'fire', window: { start: 0 } },
    ]);
  });

  test('may bring a source, which then holds its windows, and leave one out, which holds the former ones', () => {
    const story = new Story({ sources: { a: bounded(), old: bounded() }, align: ['a', 'old'] });
    const after = configOf({ sources: { a: bounded(), new: asserted() }, align: ['a', 'new'] });
    story.arrive('first', 3);
    beginVersion({ config: story.config }, after, story.state, { from: 10, windows: [], at: 0 });
    const next = story.follow(after);
    expect(panes(next.arrive('second', 13))).toEqual([]);
    next.arrive('third', 25);
    expect(explain(after, next.state).feeds).toMatchObject([
      { feed: 'data', windows: [{ window: { start: 10 }, heldBy: [{ source: 'new' }] }, { window: { start: 20 } }] },
      { feed: 'data', until: 10, windows: [{ window: { start: 0 }, heldBy: [{ source: 'old' }] }] },
    ]);
    expect(panes(next.assert(20, 'new'))).toEqual([[10, 0, 'on-time', 2]]);
    expect(panes(next.arrive('word of the old', 12, 12, 'old'))).toEqual([[0, 0, 'on-time', 3]]);
    // Its last window has expired: nothing declares the source any more.
    expect(kinds(next.arrive('too much', 13, 13, 'old'))).toEqual(['refused SOURCE_UNKNOWN']);
    expect(formerInUse(next.state)).toBe(0);
    expect(kinds(next.arrive('before the boundary', 4))).toEqual(['expired']);
  });

  test('takes effect at once where nothing has come', () => {
    const story = new Story();
    const after = configOf({ size: 7 });
    expect(firstChangeable(story.config, after, story.state)).toBeNull();
    expect(firstChangeable(story.config, configOf({ size: 20 }), story.state, 15)).toBe(20);
  });

  test('says what decides a window until no pane of it is undecided, and its grid is known for longer', () => {
    const story = new Story({ lateness: 5 });
    const [before, after] = [{ config: story.config }, { config: configOf({ size: 20 }) }];
    story.arrive('first', 3);
    beginVersion(before, after.config, story.state, { from: 20, windows: [], at: 0 });
    const next = story.follow(after.config);
    expect(policyAt(next.state, after, 19)).toBe(before);
    expect(policyAt(next.state, after, 20)).toBe(after);
    next.arrive('far', 100);
    expect(formerInUse(next.state)).toBe(0);
    forgetPolicies(next.state, 10);
    expect(policyAt(next.state, after, 19)).toBe(before);
    forgetPolicies(next.state, 20);
    expect(policyAt(next.state, after, 19)).toBe(after);
    expect(gridsFor(after.config, next.state, 'a')).toEqual([
      { from: null, grid: before.config.grid },
      { from: 20, grid: after.config.grid },
    ]);
    expect(gridsFor(after.config, next.state, 'of neither')).toBeUndefined();
  });

  test('is forgotten once its every window has expired, whatever the number of changes', () => {
    const story = new Story();
    let config = story.config;
    let next = story;
    for (let at = 0; at < 20; at += 1) {
      next.arrive(`${at}`, at * 10 + 5);
      const after = configOf({ lateness: at % 3 });
      const from = firstChangeable(config, after, next.state) ?? 0;
      beginVersion({ config }, after, next.state, { from, windows: [], at: 0 });
      config = after;
      next = next.follow(after);
      expect(formerInUse(next.state)).toBeLessThanOrEqual(mostFormer);
    }
  });
});
