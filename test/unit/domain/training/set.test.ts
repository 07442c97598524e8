import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PinnedPane } from '#contracts/training.ts';
import { digestOf } from '#domain/digest.ts';
import { trainingSetOf } from '#domain/training/set.ts';

const day = 86_400_000;
/** The pane of a window of some days, from a day on. */
const paneOf = (from: number, days = 1, pane = 0, feed = 'data'): PinnedPane => ({
  window: { start: from * day, end: (from + days) * day },
  pane,
  snapshot: digestOf([feed, from, days, pane]),
});
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const daily = (from: number, to: number, feed = 'data') => range(from, to).map((start) => paneOf(start, 1, 0, feed));
const plan = { over: 4 * day, holdout: 2 * day, size: day };
const startsOf = (panes: readonly PinnedPane[]) => panes.map(({ window }) => window.start / day);

const pinned = (data: PinnedPane[], labels: PinnedPane[], of = plan) => {
  const result = trainingSetOf(data, labels, of);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
};
const problem = (data: PinnedPane[], labels: PinnedPane[], of = plan) => {
  const result = trainingSetOf(data, labels, of);
  return result.ok ? undefined : result.problems[0];
};

describe('a training set', () => {
  test('has the newest days held out, those before them to train on, and one more to look back to', () => {
    const set = pinned(daily(0, 12), daily(0, 10, 'labels'));
    expect(set.span).toEqual({ start: 4 * day, end: 8 * day });
    expect(set.holdout).toEqual({ start: 8 * day, end: 10 * day });
    expect(startsOf(set.panes)).toEqual([3, 4, 5, 6, 7, 8, 9]);
    expect(startsOf(set.labels)).toEqual([4, 5, 6, 7, 8, 9]);
    expect(set.labels).toEqual(daily(4, 10, 'labels'));
  });
  test('begins with the first window where there is none to look back to', () => {
    expect(startsOf(pinned(daily(0, 6), daily(0, 6, 'labels')).panes)).toEqual([0, 1, 2, 3, 4, 5]);
  });
  test('takes the newest pane of each window', () => {
    const set = pinned(
      [...daily(0, 6), paneOf(2, 1, 2), paneOf(2, 1, 1)],
      [...daily(0, 6, 'labels'), paneOf(3, 1, 1, 'labels')],
    );
    expect(set.panes[2]?.pane).toBe(2);
    expect(set.labels[3]?.pane).toBe(1);
  });
  test('ends before the newest gap, if it is whole there', () => {
    const withGap = daily(0, 20).filter(({ window }) => window.start !== 16 * day);
    expect(pinned(withGap, daily(0, 20, 'labels')).holdout.end).toBe(16 * day);
  });
  test('covers its span by the fewest windows where they overlap', () => {
    const sliding = range(0, 12).map((start) => paneOf(start, 3));
    const set = pinned(sliding, sliding, { ...plan, size: 3 * day });
    expect(set.holdout.end).toBe(14 * day);
    expect(startsOf(set.panes)).toEqual([5, 8, 11]);
    expect(startsOf(set.labels)).toEqual([8, 11]);
  });
});

describe('too small a training set', () => {
  test.each([
    ['nothing', [], [], '6 windows are missing'],
    ['data without labels', daily(0, 12), [], '6 windows are missing'],
    ['one day short', daily(0, 5), daily(0, 5, 'labels'), '1 window is missing'],
    ['a gap in the data', daily(0, 6).filter((_, i) => i !== 2), daily(0, 6, 'labels'), '1 window is missing'],
    ['gaps in the labels', daily(0, 6), daily(0, 6, 'labels').filter((_, i) => i % 2 === 1), '3 windows are missing'],
  ])('of %s says how many windows are missing', (_, data, labels, message) => {
    const { code, message: text } = problem(data, labels) ?? {};
    expect(code).toBe('TRAINING_SET_TOO_SMALL');
    expect(text).toContain(message);
  });
  test('says where the gap is, and what it needs', () => {
    expect(problem(daily(0, 5), daily(0, 5, 'labels'))).toMatchObject({
      observed: 'a gap of 1d before 1970-01-06T00:00:00Z',
      expected: '6d of published windows with their labels',
      path: 'training.over',
    });
  });
});

describe('whatever is published', () => {
  const some = fc.subarray(range(0, 14)).map((starts) => starts.map((start) => paneOf(start)));

  test('a set is whole, and its order does not depend on that of its panes', () => {
    fc.assert(
      fc.property(some, some, fc.integer(), (data, labels, seed) => {
        const turned = data.toSorted((a, b) => Math.sin(seed + a.window.start) - Math.sin(seed + b.window.start));
        const result = trainingSetOf(data, labels, plan);
        expect(trainingSetOf(turned, labels.toReversed(), plan)).toEqual(result);
        if (!result.ok) return;
        const { span, holdout, panes } = result.value;
        expect(span.end).toBe(holdout.start);
        expect(startsOf(result.value.labels)).toEqual(range(span.start / day, holdout.end / day));
        expect(startsOf(panes).filter((start) => start * day >= span.start)).toEqual(startsOf(result.value.labels));
      }),
    );
  });
  test('one is found exactly where six days in a row have data and labels', () => {
    fc.assert(
      fc.property(some, some, (data, labels) => {
        const both = startsOf(data).filter((start) => startsOf(labels).includes(start));
        const whole = both.some((start) => range(start, start + 6).every((date) => both.includes(date)));
        expect(trainingSetOf(data, labels, plan).ok).toBe(whole);
      }),
    );
  });
});
