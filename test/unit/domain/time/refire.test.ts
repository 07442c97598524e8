import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fire } from '#domain/time/effects.ts';
import { Story } from './fixture.ts';

const firesOf = (effects: readonly unknown[]) => effects.filter((e): e is Fire => (e as Fire).kind === 'fire');

describe('a window that a person has fired once more', () => {
  test('gets its next pane of all that came, while it is open', () => {
    const story = new Story({ lateness: 50 });
    story.arrive('a', 3);
    story.arrive('b', 10);
    expect(firesOf(story.refire(0))).toMatchObject([
      { window: { start: 0, end: 10 }, pane: 1, timing: 'late', arrivals: 1, rows: 5, except: [] },
    ]);
    expect(firesOf(story.refire(0))).toMatchObject([{ pane: 2 }]);
    expect(firesOf(story.arrive('late', 4))).toMatchObject([{ window: { start: 0 }, pane: 3, arrivals: 2 }]);
  });

  test('does not fire before its time', () => {
    const story = new Story({ lateness: 50 });
    story.arrive('a', 3);
    expect(story.refire(0)).toEqual([]);
  });

  test('gets one more pane after it expired, without what came too late for it', () => {
    const story = new Story();
    story.arrive('a', 3);
    story.arrive('far', 500);
    story.arrive('too late', 4);
    const [pane] = firesOf(story.refire(0));
    expect(pane).toMatchObject({ window: { start: 0, end: 10 }, timing: 'late', except: [[2, 2]] });
    expect(pane?.pane).toBeGreaterThan(0);
  });

  test('of which nothing is known, or of another feed, gets none', () => {
    const story = new Story();
    story.arrive('a', 3);
    story.arrive('far', 500);
    expect(story.refire(70)).toEqual([]);
    expect(story.tell({ kind: 'refire', feed: 'labels', start: 0 })).toEqual([]);
    expect(story.tell({ kind: 'refire', feed: 'data', start: 0 })).toEqual([]);
  });

  test('never has two panes of one index, whatever comes between', () => {
    const step = fc.oneof(
      fc.record({ arrive: fc.integer({ min: 0, max: 120 }) }),
      fc.record({ refire: fc.integer({ min: 0, max: 12 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const story = new Story({ lateness: 20 });
        const fired = steps.flatMap((each, i) =>
          firesOf('arrive' in each ? story.arrive(String(i), each.arrive) : story.refire(each.refire * 10)),
        );
        const names = fired.map(({ window, pane }) => `${window.start}/${pane}`);
        expect(new Set(names).size).toBe(names.length);
      }),
    );
  });
});
