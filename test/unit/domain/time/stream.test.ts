import { describe, expect, test } from 'vitest';
import { beginStream } from '#domain/time/state.ts';
import { advance } from '#domain/time/stream.ts';
import { asserted, bounded, configOf, kinds, panes, Story } from './fixture.ts';

describe('a pane', () => {
  test('fires on time when the watermark reaches the end of its window, not before', () => {
    const story = new Story();
    expect(panes(story.arrive('one', 3))).toEqual([]);
    expect(panes(story.arrive('two', 9))).toEqual([]);
    expect(panes(story.arrive('three', 10))).toEqual([[0, 0, 'on-time', 2]]);
  });

  test('fires on time for an arrival that moves the watermark past its own window: it is assigned first', () => {
    expect(panes(new Story().arrive('one', 3, 25))).toEqual([
      [0, 0, 'on-time', 0],
      [10, 0, 'on-time', 0],
    ]);
  });

  test('fires on time also when the same step passes the allowed lateness', () => {
    const story = new Story({ lateness: 5 });
    story.arrive('one', 3);
    expect(kinds(story.arrive('two', 500))).toEqual(['fire', 'empty WINDOW_EMPTY', 'closed']);
  });

  test('fires late for each arrival within the lateness, and numbers on', () => {
    const story = new Story({ lateness: 20 });
    story.arrive('one', 3);
    story.arrive('two', 12);
    expect(panes(story.arrive('three', 4))).toEqual([[0, 1, 'late', 2]]);
    expect(panes(story.arrive('four', 5))).toEqual([[0, 2, 'late', 3]]);
  });

  test('is late with index 0 where the window was first filled after its end', () => {
    const story = new Story({ lateness: 20 });
    story.arrive('one', 15);
    expect(panes(story.arrive('two', 4))).toEqual([[0, 0, 'late', 1]]);
  });

  test('fires late before the panes that its arrival lets fire on time', () => {
    const story = new Story({ lateness: 20 });
    story.arrive('one', 3);
    story.arrive('two', 12);
    expect(panes(story.arrive('three', 4, 21))).toEqual([
      [0, 1, 'late', 2],
      [10, 0, 'on-time', 2],
    ]);
  });

  test('tells what it reads at most', () => {
    const story = new Story();
    story.arrive('one', 3);
    expect(story.arrive('two', 9, 10)[0]).toMatchObject({
      arrivals: 2,
      rows: 10,
      watermark: 10,
      except: [],
    });
  });
});

describe('expiry', () => {
  test('is at the end and the lateness together, and takes the arrival out of every pane', () => {
    const story = new Story({ lateness: 5 });
    story.arrive('one', 3);
    expect(kinds(story.arrive('two', 14))).toEqual(['fire']);
    expect(kinds(story.arrive('three', 4))).toEqual(['late', 'fire']);
    expect(kinds(story.arrive('four', 15))).toEqual(['closed']);
    expect(story.arrive('five', 4)).toMatchObject([
      { kind: 'expired', id: 'five', rows: 5, windows: 1, expired: 1, expiredThrough: 10 },
    ]);
  });

  test('is decided per window: the arrival counts in the others', () => {
    const story = new Story({ lateness: 5 });
    story.arrive('one', 26);
    const effects = story.arrive('two', 4, 31);
    expect(effects[0]).toMatchObject({ kind: 'late', windows: 4, expired: 2, late: 0, expiredThrough: 21 });
    expect(panes(effects)).toEqual([[20, 0, 'on-time', 1]]);
  });

  test('an expired arrival is heard all the same: its source is not idle any more', () => {
    const story = new Story({ sources: { a: bounded(), b: bounded() }, align: ['a', 'b'] });
    story.arrive('one', 3, 3, 'b');
    story.idle('b');
    story.arrive('two', 40);
    expect(kinds(story.arrive('three', 5, 5, 'b'))).toEqual(['returned SOURCE_RETURNED', 'expired']);
  });
});

describe('the watermark of several sources', () => {
  const two = { sources: { a: bounded(), b: bounded() }, align: ['a', 'b'] };

  test('is the least, and none while one has not spoken', () => {
    const story = new Story(two);
    expect(panes(story.arrive('one', 3, 25))).toEqual([]);
    expect(panes(story.arrive('two', 12, 12, 'b'))).toEqual([[0, 0, 'on-time', 1]]);
    expect(story.state.feeds.data?.watermark).toBe(12);
  });

  test('leaves an idle source out, and does not go back when it returns behind', () => {
    const story = new Story(two);
    story.arrive('one', 3, 3, 'b');
    story.arrive('two', 25);
    expect(kinds(story.idle('b'))).toEqual(['idle SOURCE_IDLE', 'fire', 'empty WINDOW_EMPTY', 'closed']);
    expect(story.state.feeds.data?.watermark).toBe(25);
    story.arrive('three', 26, 26, 'b');
    story.arrive('four', 21, 21, 'b');
    expect(story.state.feeds.data?.watermark).toBe(25);
  });

  test('is held again by a source that returned, until it catches up', () => {
    const story = new Story(two);
    story.idle('b');
    story.arrive('one', 25);
    story.arrive('two', 26, 26, 'b');
    story.arrive('three', 45);
    expect(story.state.feeds.data?.watermark).toBe(26);
  });

  test('is held by a required source, idle or not', () => {
    const story = new Story({ sources: { a: bounded(), b: bounded(0, { required: true }) }, align: ['a', 'b'] });
    story.arrive('one', 25);
    expect(kinds(story.idle('b'))).toEqual(['idle SOURCE_IDLE']);
    expect(story.state.feeds.data?.watermark).toBeNull();
  });

  test('is the greatest when all are idle', () => {
    const story = new Story(two);
    story.arrive('one', 12, 12, 'b');
    story.arrive('two', 25);
    story.idle('a');
    expect(story.state.feeds.data?.watermark).toBe(12);
    story.idle('b');
    expect(story.state.feeds.data?.watermark).toBe(25);
  });

  test('is not held by a source that is not aligned, which has a feed of its own', () => {
    const story = new Story({ sources: { a: bounded(), labels: bounded(5) }, align: ['a'] });
    story.arrive('label', 3, 3, 'labels');
    expect(panes(story.arrive('one', 3, 10))).toEqual([[0, 0, 'on-time', 1]]);
    expect(panes(story.arrive('more', 15, 15, 'labels'))).toEqual([['labels:0', 0, 'on-time', 2]]);
  });
});

describe('an assertion', () => {
  const source = { sources: { a: asserted() }, lateness: 10 };

  test('alone moves an asserting source', () => {
    const story = new Story(source);
    expect(story.arrive('one', 3, 99)).toEqual([]);
    expect(panes(story.assert(10))).toEqual([[0, 0, 'on-time', 0]]);
  });

  test('that goes back has no effect but a word', () => {
    const story = new Story(source);
    story.assert(10);
    expect(story.assert(9)).toEqual([
      { kind: 'regressed', source: 'a', id: 'a@9', code: 'WATERMARK_REGRESSED', asserted: 9, watermark: 10 },
    ]);
    expect(story.assert(10, 'a', 'again')).toEqual([]);
  });

  test('followed by more of what was complete makes late panes', () => {
    const story = new Story(source);
    story.arrive('one', 3);
    story.assert(10);
    expect(panes(story.arrive('two', 4))).toEqual([[0, 1, 'late', 1]]);
  });

  test('moves a source of bounded disorder too, which then knows more than its bound says', () => {
    const story = new Story();
    story.arrive('one', 3);
    expect(panes(story.assert(10))).toEqual([[0, 0, 'on-time', 0]]);
  });
});

describe('a jump', () => {
  const guarded = { sources: { a: bounded(0, { maxAdvance: 20 }) }, lateness: 10 };

  test('is held before it moves the watermark, and no pane reads it', () => {
    const story = new Story(guarded);
    story.arrive('one', 3);
    expect(story.arrive('far', 5, 24)).toEqual([
      { kind: 'held', source: 'a', id: 'far', code: 'WATERMARK_JUMP', from: 3, to: 24 },
    ]);
    expect(story.state.feeds.data?.watermark).toBe(3);
    expect(story.arrive('two', 12)).toMatchObject([{ kind: 'fire', through: 2, except: [[1, 1]] }]);
  });

  test('is not made by the first arrival, nor by one that advances exactly as far as allowed', () => {
    const story = new Story(guarded);
    expect(kinds(story.arrive('one', 3_000))).toEqual([]);
    expect(kinds(story.arrive('two', 3_020))).not.toContain('held WATERMARK_JUMP');
  });

  test('counts as if it came now once a person releases it', () => {
    const story = new Story(guarded);
    story.arrive('one', 3);
    story.arrive('far', 5, 24);
    story.arrive('two', 12);
    const effects = story.answer('release', 'far');
    expect(kinds(effects)[0]).toBe('released HOLD_RELEASED');
    expect(panes(effects)).toEqual([
      [0, 1, 'late', 2],
      [10, 0, 'on-time', 2],
    ]);
    expect(effects[2]).toMatchObject({ kind: 'fire', arrivals: 2, except: [] });
  });

  test('is in no pane for ever once a person refuses it', () => {
    const story = new Story(guarded);
    story.arrive('one', 3);
    story.arrive('far', 5, 24);
    expect(kinds(story.answer('refuse', 'far'))).toEqual(['refused HOLD_REJECTED']);
    expect(story.arrive('two', 12)).toMatchObject([{ kind: 'fire', except: [[1, 1]], arrivals: 1 }]);
    expect(kinds(story.answer('release', 'far'))).toEqual(['refused NOT_FOUND']);
  });

  test('by an assertion is held once, however often it is repeated', () => {
    const story = new Story({ sources: { a: asserted({ maxAdvance: 20 }) } });
    story.assert(3);
    expect(kinds(story.assert(99))).toEqual(['held WATERMARK_JUMP']);
    expect(kinds(story.assert(99))).toEqual([]);
    story.answer('release', 'a@99');
    expect(story.state.feeds.data?.watermark).toBe(99);
  });

  test('beyond the bound of held ones is refused, and stays out of panes', () => {
    const story = new Story({ ...guarded, limits: { held: 2 } });
    story.arrive('one', 3);
    for (const id of ['b', 'c', 'd', 'e']) story.arrive(id, 5, 900);
    expect(story.state.held.map((h) => h.id)).toEqual(['b', 'c']);
    expect(story.state.excluded).toEqual([[3, 4]]);
    expect(story.arrive('two', 12)).toMatchObject([{ kind: 'fire', except: [[1, 4]], arrivals: 1 }]);
  });
});

describe('an arrival that cannot be', () => {
  test('is refused with a code: an unknown source, reversed times', () => {
    const story = new Story();
    expect(kinds(story.arrive('one', 3, 3, 'constructor'))).toEqual(['refused SOURCE_UNKNOWN']);
    expect(kinds(story.arrive('two', 4, 3))).toEqual(['refused ARRIVAL_TIME_REVERSED']);
    expect(story.state.excluded).toEqual([[0, 1]]);
  });

  test('is refused where it would open more windows than a stream may: alone, or with those that are open', () => {
    const alone = new Story({ size: 1 });
    expect(kinds(alone.arrive('one', 0, 99_999))).toEqual(['refused WINDOWS_TOO_MANY']);
    expect(kinds(alone.arrive('two', 0, 999))).not.toContain('refused WINDOWS_TOO_MANY');

    const together = new Story({ sources: { a: asserted() }, size: 1, limits: { openWindows: 150 } });
    together.arrive('one', 0, 99);
    expect(kinds(together.arrive('two', 50, 150))).toEqual(['refused WINDOWS_TOO_MANY']);
    expect(kinds(together.arrive('three', 50, 149))).toEqual([]);
    expect(kinds(together.arrive('four', 0, 149))).toEqual([]);
  });
});

describe('empty windows', () => {
  test('are told once, as a run between filled ones', () => {
    const story = new Story();
    story.arrive('one', 3);
    expect(story.arrive('two', 45)).toMatchObject([
      { kind: 'fire' },
      { kind: 'empty', count: 3, first: { start: 10, end: 20 }, last: { start: 30, end: 40 } },
      { kind: 'closed' },
    ]);
    expect(kinds(story.arrive('three', 50))).toEqual(['fire', 'closed']);
  });

  test('before the first window that was ever filled are none', () => {
    const story = new Story({ sources: { a: asserted() } });
    expect(story.assert(1_000)).toEqual([]);
    story.arrive('one', 1_025);
    expect(kinds(story.assert(1_030))).toEqual(['fire', 'closed']);
  });
});

describe('the state of a stream', () => {
  test('stays small however much has passed through it', () => {
    const config = configOf({ sources: { a: bounded(500) }, size: 60, lateness: 600 });
    const state = beginStream(config, 0);
    for (let n = 0; n < 100_000; n += 1) {
      advance(config, state, {
        kind: 'arrival',
        source: 'a',
        id: `${n}`,
        ordinal: n,
        minTime: n,
        maxTime: n + 30,
        rows: 1,
        at: n,
      });
    }
    expect(JSON.stringify(state).length).toBeLessThan(4_000);
  });
});
