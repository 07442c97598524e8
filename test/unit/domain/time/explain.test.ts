import { describe, expect, test } from 'vitest';
import { idleDeadlines } from '#domain/time/deadlines.ts';
import { explain } from '#domain/time/explain.ts';
import { asserted, bounded, Story } from './fixture.ts';

const weather = asserted({ idleAfter: 500 });
const flights = bounded(5, { idleAfter: 300, required: true });
const story = () => new Story({ sources: { flights, weather }, align: ['flights', 'weather'], lateness: 20 });

describe('why has it not fired?', () => {
  test('names each source that holds a window, since when, and what would release it', () => {
    const waiting = story();
    waiting.arrive('one', 3, 8, 'flights');
    const [feed] = explain(waiting.config, waiting.state).feeds;
    expect(feed).toMatchObject({ feed: 'data', watermark: null, open: 1 });
    expect(feed?.windows).toEqual([
      {
        window: { start: 0, end: 10 },
        panes: 0,
        arrivals: 1,
        phase: 'waiting',
        expiresAt: 30,
        heldBy: [
          {
            source: 'flights',
            watermark: 3,
            since: 1_001,
            missing: 7,
            idle: false,
            required: true,
            release: { arrivalFrom: 15, held: [] },
          },
          {
            source: 'weather',
            watermark: null,
            since: 1_000,
            missing: null,
            idle: false,
            required: false,
            release: { completeThrough: 9, idleAt: 1_500, held: [] },
          },
        ],
      },
    ]);
  });

  test('what it says would release a window does', () => {
    const waiting = story();
    waiting.arrive('one', 3, 8, 'flights');
    waiting.assert(9 + 1, 'weather');
    expect(waiting.arrive('almost', 14, 14, 'flights')).toEqual([]);
    expect(waiting.arrive('enough', 15, 15, 'flights')).toMatchObject([{ kind: 'fire', window: { start: 0 } }]);
  });

  test('leaves out a source that is far enough, and one that is idle and not required', () => {
    const waiting = story();
    waiting.arrive('one', 3, 8, 'flights');
    waiting.idle('weather');
    expect(explain(waiting.config, waiting.state).feeds[0]?.windows[0]?.heldBy.map((h) => h.source)).toEqual([
      'flights',
    ]);
  });

  test('tells a window that refines from one that waits, and names that one first', () => {
    const refining = story();
    refining.arrive('one', 3, 8, 'flights');
    refining.assert(12, 'weather');
    refining.arrive('two', 17, 17, 'flights');
    const [feed] = explain(refining.config, refining.state).feeds;
    expect(feed?.windows.map((w) => [w.window.start, w.phase, w.panes, w.heldBy.length])).toEqual([
      [10, 'waiting', 0, 2],
      [0, 'refining', 1, 0],
    ]);
    const [first] = explain(refining.config, refining.state, 1).feeds;
    expect(first?.windows).toEqual(feed?.windows.slice(0, 1));
  });

  test('names held announcements of the source', () => {
    const held = new Story({ sources: { a: bounded(0, { maxAdvance: 20 }) } });
    held.arrive('one', 3);
    held.arrive('far', 99);
    const standing = explain(held.config, held.state);
    expect(standing.feeds[0]?.windows[0]?.heldBy[0]?.release).toEqual({ arrivalFrom: 10, held: ['far'] });
    expect(standing.held).toMatchObject([{ id: 'far', at: 1_002 }]);
  });

  test('names the earliest windows only, and counts all', () => {
    const many = new Story({ sources: { a: asserted() }, size: 1 });
    many.arrive('one', 0, 499);
    const feed = explain(many.config, many.state, 3).feeds[0];
    expect(feed?.open).toBe(500);
    expect(feed?.windows.map((w) => w.window.start)).toEqual([0, 1, 2]);
  });
});

describe('the idle timeouts', () => {
  test('count from the last that was heard of each source, the earliest first', () => {
    const silent = story();
    silent.arrive('one', 3, 8, 'flights');
    expect(idleDeadlines(silent.config, silent.state)).toMatchObject([
      { source: 'flights', at: 1_301 },
      { source: 'weather', at: 1_500 },
    ]);
  });

  test('stop while a source is idle, and count anew after a pause', () => {
    const silent = story();
    silent.idle('weather');
    silent.tell({ kind: 'rearm', at: 9_000 });
    expect(idleDeadlines(silent.config, silent.state)).toMatchObject([{ source: 'flights', at: 9_300 }]);
  });
});
