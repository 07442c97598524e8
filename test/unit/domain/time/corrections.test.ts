import { describe, expect, test } from 'vitest';
import type { Fire } from '#domain/time/effects.ts';
import { bounded, kinds, panes, Story } from './fixture.ts';

const firesOf = (effects: readonly unknown[]) => effects.filter((e): e is Fire => (e as Fire).kind === 'fire');

describe('a correction', () => {
  test('of a window that has not fired takes the other out before it does', () => {
    const story = new Story();
    story.arrive('wrong', 3);
    expect(kinds(story.correct('right', 'wrong', 4))).toEqual(['superseded ARRIVAL_SUPERSEDED']);
    const [pane] = firesOf(story.arrive('next', 10));
    expect(pane).toMatchObject({ pane: 0, timing: 'on-time', arrivals: 1, rows: 5, except: [[0, 0]] });
  });

  test('of a window that has fired gives it one more pane, without the other', () => {
    const story = new Story({ lateness: 50 });
    story.arrive('wrong', 3);
    story.arrive('next', 10);
    const effects = story.correct('right', 'wrong', 5);
    expect(kinds(effects)).toEqual(['superseded ARRIVAL_SUPERSEDED', 'late', 'fire']);
    expect(firesOf(effects)).toMatchObject([
      { window: { start: 0 }, pane: 1, timing: 'late', arrivals: 1, rows: 5, except: [[0, 0]] },
    ]);
  });

  test('that moves rows to another window gives both a pane, also the one that is empty now', () => {
    const story = new Story({ lateness: 50 });
    story.arrive('wrong', 3);
    story.arrive('far', 20);
    const fired = firesOf(story.correct('right', 'wrong', 13));
    expect(fired).toMatchObject([
      { window: { start: 0 }, pane: 1, arrivals: 0, rows: 0 },
      { window: { start: 10 }, pane: 0, arrivals: 1, rows: 5 },
    ]);
  });

  test('that empties a window which has not fired leaves it empty', () => {
    const story = new Story();
    story.arrive('wrong', 3);
    story.correct('right', 'wrong', 13);
    const effects = story.arrive('far', 30);
    expect(panes(effects)).toEqual([[10, 0, 'on-time', 2]]);
    expect(effects.filter(({ kind }) => kind === 'empty')).toHaveLength(1);
  });

  test('leaves windows alone that have expired, and may be re-admitted itself', () => {
    const story = new Story();
    story.arrive('wrong', 3);
    story.arrive('far', 30);
    expect(kinds(story.correct('right', 'wrong', 4))).toEqual(['superseded ARRIVAL_SUPERSEDED', 'expired']);
    const effects = story.readmit('right');
    expect(kinds(effects)).toEqual(['readmitted ARRIVAL_READMITTED', 'fire']);
    expect(firesOf(effects)).toMatchObject([{ window: { start: 0 }, timing: 'late', except: [[0, 0]] }]);
  });

  test('of itself, of what is not known and of what counts for nothing is refused with a code', () => {
    const story = new Story();
    story.arrive('a', 3);
    expect(kinds(story.correct('self', 'self', 3))).toEqual(['refused CORRECTION_OF_ITSELF']);
    expect(kinds(story.correct('x', 'nobody', 3))).toEqual(['refused CORRECTION_TARGET_UNKNOWN']);
    story.correct('b', 'a', 3);
    expect(kinds(story.correct('c', 'a', 3))).toEqual(['refused CORRECTION_TARGET_VOID']);
    expect(kinds(story.correct('d', 'b', 3))).toEqual(['superseded ARRIVAL_SUPERSEDED']);
    expect(firesOf(story.arrive('next', 10))).toMatchObject([{ arrivals: 1, except: [[0, 4]] }]);
  });

  test('of one that waits for a person takes its place', () => {
    const story = new Story({ sources: { a: bounded(0, { maxAdvance: 50 }) } });
    story.arrive('a', 3);
    expect(kinds(story.arrive('wrong', 1_000))).toEqual(['held WATERMARK_JUMP']);
    expect(kinds(story.correct('right', 'wrong', 4))).toEqual(['superseded ARRIVAL_SUPERSEDED']);
    expect(story.state.held).toEqual([]);
    expect(kinds(story.answer('release', 'wrong'))).toEqual(['refused NOT_FOUND']);
  });
});

describe('late arrivals that share a pane', () => {
  test('ask for one that fires when its wall time has come', () => {
    const story = new Story({ lateness: 100, lateEvery: 60 });
    story.arrive('a', 3);
    story.arrive('b', 10);
    expect(kinds(story.arrive('late 1', 4))).toEqual(['late']);
    expect(kinds(story.arrive('late 2', 5))).toEqual(['late']);
    expect(story.wait(30)).toEqual([]);
    expect(firesOf(story.wait(40))).toMatchObject([{ window: { start: 0 }, pane: 1, timing: 'late', arrivals: 3 }]);
    expect(story.wait(1_000)).toEqual([]);
  });

  test('are told by their sources in that pane, and in no pane after it', () => {
    const story = new Story({ lateness: 100, lateEvery: 60 });
    story.arrive('a', 3);
    const [first] = firesOf(story.arrive('b', 10));
    expect(first).not.toHaveProperty('lateSources');
    story.arrive('late 1', 4);
    story.arrive('late 2', 5);
    expect(firesOf(story.wait(70))).toMatchObject([{ lateSources: ['a'] }]);
    expect(firesOf(story.refire(0))[0]).not.toHaveProperty('lateSources');
  });

  test('get it before the window closes, whatever the wall time', () => {
    const story = new Story({ lateness: 20, lateEvery: 60 });
    story.arrive('a', 3);
    story.arrive('b', 10);
    story.arrive('late', 4);
    const effects = story.arrive('far', 40);
    expect(panes(effects)).toEqual([
      [10, 0, 'on-time', 3],
      [0, 1, 'late', 3],
    ]);
    expect(kinds(effects).filter((kind) => kind === 'fire' || kind === 'closed')).toEqual([
      'fire',
      'fire',
      'closed',
      'closed',
    ]);
  });
});

describe('an arrival that must not come before others', () => {
  const awaiting = (...ids: string[]) => ({ causes: ids.map((id) => ({ source: 'a', id, known: false })) });

  test('waits for them, out of every pane, and then is as if it came now', () => {
    const story = new Story({ lateness: 100 });
    expect(kinds(story.arrive('effect', 3, 3, 'a', awaiting('one', 'two')))).toEqual(['waiting CAUSES_AWAITED']);
    story.arrive('one', 4);
    expect(firesOf(story.arrive('far', 10))).toMatchObject([{ window: { start: 0 }, arrivals: 1, except: [[0, 0]] }]);
    const effects = story.arrive('two', 11);
    expect(kinds(effects)).toEqual(['caused CAUSES_CAME', 'late', 'fire']);
    expect(firesOf(effects)).toMatchObject([{ window: { start: 0 }, pane: 1, arrivals: 2, except: [] }]);
  });

  test('is refused when they do not come in time, as those are that wait for each other', () => {
    const story = new Story();
    story.arrive('a', 3, 3, 'a', awaiting('b'));
    story.arrive('b', 3, 3, 'a', { causes: [{ source: 'a', id: 'a', known: true }] });
    expect(story.state.waiting.map(({ arrival }) => arrival.id)).toEqual(['a', 'b']);
    expect(kinds(story.wait(3_700_000))).toEqual(['refused CAUSES_MISSING', 'refused CAUSES_MISSING']);
    expect(story.state.excluded).toEqual([[0, 1]]);
  });

  test('frees what waits for it in turn', () => {
    const story = new Story();
    story.arrive('three', 3, 3, 'a', awaiting('two'));
    story.arrive('two', 2, 2, 'a', awaiting('one'));
    expect(kinds(story.arrive('one', 1))).toEqual(['caused CAUSES_CAME', 'caused CAUSES_CAME']);
    expect(firesOf(story.arrive('far', 10))).toMatchObject([{ arrivals: 3 }]);
  });
});

describe('a watermark that is set back', () => {
  test('lets windows that it had passed wait again, with all that came for them, and numbers panes on', () => {
    const story = new Story({ lateness: 0 });
    story.arrive('a', 3);
    story.arrive('poison', 1_000);
    expect(kinds(story.arrive('b', 4))).toEqual(['expired']);
    expect(story.rewind(5)).toMatchObject([{ kind: 'rewound', from: 1_000, to: 5, epoch: 1 }]);
    expect(story.arrive('c', 6)).toEqual([]);
    expect(firesOf(story.arrive('d', 12))).toMatchObject([
      { window: { start: 0 }, pane: 1, timing: 'on-time', arrivals: 3, rows: 15, except: [] },
    ]);
  });

  test('fires late panes for windows that it has passed and that still take arrivals', () => {
    const story = new Story({ lateness: 15 });
    story.arrive('a', 3);
    story.arrive('b', 100);
    story.rewind(20);
    expect(firesOf(story.arrive('late', 4))).toMatchObject([{ window: { start: 0 }, pane: 1, arrivals: 2 }]);
    expect(firesOf(story.arrive('later', 13))).toMatchObject([{ window: { start: 10 }, timing: 'late' }]);
  });

  test('is not set forward', () => {
    const story = new Story();
    story.arrive('a', 3);
    expect(story.rewind(5)).toEqual([]);
  });
});

describe('an expired arrival', () => {
  test('is let in by a person: its window gets a pane with it, and without others that expired', () => {
    const story = new Story();
    story.arrive('a', 3);
    story.arrive('far', 50);
    story.arrive('x', 4);
    story.arrive('y', 5);
    const effects = story.readmit('y');
    expect(kinds(effects)).toEqual(['readmitted ARRIVAL_READMITTED', 'fire']);
    expect(firesOf(effects)).toMatchObject([{ window: { start: 0 }, pane: 1, timing: 'late', except: [[2, 2]] }]);
    expect(firesOf(story.readmit('x'))).toMatchObject([{ pane: 2, except: [] }]);
    expect(kinds(story.readmit('x'))).toEqual(['refused ARRIVAL_NOT_EXPIRED']);
  });
});

test('a stream that is drained fires every window that is open, and closes it', () => {
  const story = new Story({ lateness: 100, sources: { a: bounded(1_000) } });
  story.arrive('a', 3);
  story.arrive('b', 25);
  const effects = story.tell({ kind: 'drain', at: 9_999 });
  expect(panes(effects)).toEqual([
    [0, 0, 'on-time', 1],
    [20, 0, 'on-time', 1],
  ]);
  expect(story.state.feeds.data?.open).toEqual([]);
});
