import { describe, expect, test } from 'vitest';
import type { ArrivalAccount } from '#contracts/ledger.ts';
import { ledgerOf } from '#domain/ledger/ledger.ts';
import type { DecidedPane, PaneOutcome } from '#domain/ledger/panes.ts';
import type { Received, ReceivedState } from '#domain/ledger/received.ts';

const size = 10;
const came = (
  id: string,
  declared: number,
  state: ReceivedState = 'accepted',
  more: Partial<Received> = {},
): Received => ({ source: 'a', id, declared, state, ...more });
const read = (
  id: string,
  windows: Record<number, number>,
  fates: ArrivalAccount['fates'],
  more: Partial<ArrivalAccount> = {},
): ArrivalAccount => ({
  source: 'a',
  id,
  ordinal: 0,
  declared: 0,
  windows: Object.entries(windows).map(([start, rows]) => ({ start: Number(start), rows })),
  outside: 0,
  fates,
  ...more,
});
const pane = (start: number, outcome: PaneOutcome, arrivals: ArrivalAccount[], index = 0): DecidedPane => ({
  account: { feed: 'data', window: { start, end: start + size }, pane: index, arrivals },
  outcome,
});
const of = (received: Received[], panes: DecidedPane[] = []) => ledgerOf({ received, panes, sizeAt: () => size });

describe('an announcement that was not read counts its declared rows once, without window', () => {
  test.each([
    ['accepted', 'waiting'],
    ['duplicate', 'duplicate'],
    ['conflict', 'quarantined'],
    ['expired', 'expired'],
    ['held', 'waiting'],
    ['waiting', 'waiting'],
    ['superseded', 'superseded'],
    ['refused', 'rejected'],
    ['unassigned', 'rejected'],
  ] as const)('%s: %s', (state, fate) => {
    expect(of([came('one', 7, state)])).toMatchObject({
      entries: [{ source: 'a', window: null, fates: { [fate]: 7 } }],
      totals: { [fate]: 7 },
      received: 7,
      accounted: 7,
      balanced: true,
    });
  });

  test('unreadable: quarantined', () => {
    const unreadable = read('one', {}, {}, { code: 'ARTIFACT_DIGEST_MISMATCH' });
    expect(of([came('one', 7)], [pane(0, 'published', [unreadable])]).totals).toEqual({ quarantined: 7 });
  });
});

describe('an arrival that was read counts its rows in each of their windows', () => {
  const one = { 0: 5, 10: 3 };

  test('windows without a pane yet wait; rows outside its declared times are quarantined without window', () => {
    const ledger = of(
      [came('one', 9)],
      [pane(0, 'published', [read('one', one, { included: 4, quarantined: 1 }, { outside: 1 })])],
    );
    expect(ledger.entries).toEqual([
      { source: 'a', window: null, received: 1, fates: { quarantined: 1 } },
      { source: 'a', window: { start: 0, end: 10 }, received: 5, fates: { included: 4, quarantined: 1 } },
      { source: 'a', window: { start: 10, end: 20 }, received: 3, fates: { waiting: 3 } },
    ]);
    expect(ledger).toMatchObject({ received: 9, accounted: 9, balanced: true });
    expect(ledger.arrivals).toEqual([
      { source: 'a', id: 'one', state: 'accepted', received: 9, fates: { quarantined: 2, included: 4, waiting: 3 } },
    ]);
  });

  test('windows that had expired when it came are expired', () => {
    const late = came('one', 8, 'accepted', { expiredThrough: 10 });
    expect(of([late], [pane(10, 'published', [read('one', one, { included: 3 })])]).totals).toEqual({
      included: 3,
      expired: 5,
    });
  });

  test('windows of an earlier spec had expired by its lateness', () => {
    const late = came('one', 8, 'accepted', { expiredThrough: 20, expiredBefore: [{ until: 10, through: 0 }] });
    expect(of([late], [pane(0, 'published', [read('one', one, { included: 5 })])]).totals).toEqual({
      included: 5,
      expired: 3,
    });
  });

  test('windows of a changed grid are those that its latest pane found', () => {
    const before = read('wide', { 0: 5, 10: 3 }, { included: 5 });
    const after = read('wide', { 0: 5, 10: 2, 20: 1 }, { included: 2 });
    const panes = [pane(0, 'published', [before]), pane(10, 'published', [after])];
    expect(of([came('wide', 8)], panes)).toMatchObject({ totals: { included: 7, waiting: 1 }, balanced: true });
  });

  test.each([
    ['published', { included: 4, quarantined: 1, waiting: 3 }],
    ['held', { quarantined: 1, waiting: 7 }],
    ['pending', { quarantined: 1, waiting: 7 }],
    ['rejected', { quarantined: 1, rejected: 4, waiting: 3 }],
  ] as const)('its included rows of a pane that is %s: %j', (outcome, totals) => {
    expect(
      of([came('one', 8)], [pane(0, outcome, [read('one', one, { included: 4, quarantined: 1 })])]).totals,
    ).toEqual(totals);
  });

  test('a window whose pane could not read it again has its rows quarantined', () => {
    const gone = read('one', {}, {}, { code: 'ARTIFACT_MISSING' });
    const panes = [pane(0, 'published', [read('one', one, { included: 5 })]), pane(10, 'published', [gone])];
    expect(of([came('one', 8)], panes)).toMatchObject({ totals: { included: 5, quarantined: 3 }, balanced: true });
  });

  test('in a rejected pane after a published one, only what the published one did not read is rejected', () => {
    const first = read('one', { 0: 5 }, { included: 5 });
    const panes = [
      pane(0, 'published', [first]),
      pane(0, 'rejected', [first, read('two', { 0: 2 }, { included: 2 })], 1),
    ];
    expect(of([came('one', 5), came('two', 2)], panes).totals).toEqual({ included: 5, rejected: 2 });
  });

  test('the newest of several published panes counts', () => {
    const panes = [
      pane(0, 'published', [read('one', { 0: 5 }, { quarantined: 5 })], 1),
      pane(0, 'published', [read('one', { 0: 5 }, { included: 5 })]),
    ];
    expect(of([came('one', 5)], panes).totals).toEqual({ quarantined: 5 });
  });
});

describe('a ledger that does not balance says where', () => {
  test('a pane that lost a row', () => {
    const ledger = of([came('one', 5)], [pane(0, 'published', [read('one', { 0: 5 }, { included: 4 })])]);
    expect(ledger.balanced).toBe(false);
    expect(ledger.differences).toEqual([
      { source: 'a', id: 'one', window: { start: 0, end: 10 }, received: 5, accounted: 4 },
    ]);
  });

  test('a pane with rows of a window that its arrival does not touch, or of nobody', () => {
    const stray = pane(0, 'published', [read('one', {}, { included: 4 }), read('nobody', { 0: 2 }, { included: 2 })]);
    expect(of([came('one', 0)], [stray]).differences).toMatchObject([
      { id: 'one', received: 0, accounted: 4 },
      { id: 'nobody', received: 0, accounted: 2 },
    ]);
  });

  test('differences that cancel out in the sum', () => {
    const panes = [
      pane(0, 'published', [read('one', { 0: 5 }, { included: 4 }), read('two', { 0: 5 }, { included: 6 })]),
    ];
    const ledger = of([came('one', 5), came('two', 5)], panes);
    expect(ledger).toMatchObject({ received: 10, accounted: 10, balanced: false });
  });

  test('a key that was accepted twice', () => {
    const panes = [pane(0, 'published', [read('one', { 0: 5 }, { included: 5 })])];
    expect(of([came('one', 5), came('one', 5)], panes).differences).toMatchObject([
      { id: 'one', received: 5, accounted: 0 },
    ]);
  });

  test('a pane that read what was not accepted', () => {
    const panes = [pane(0, 'published', [read('one', { 0: 5 }, { included: 5 })])];
    expect(of([came('one', 5, 'refused')], panes)).toMatchObject({
      balanced: false,
      differences: [{ received: 0, accounted: 5 }],
    });
  });
});

test('the same id from two sources is two arrivals', () => {
  expect(of([came('one', 5), came('one', 6, 'accepted', { source: 'b' })]).entries).toEqual([
    { source: 'a', window: null, received: 5, fates: { waiting: 5 } },
    { source: 'b', window: null, received: 6, fates: { waiting: 6 } },
  ]);
});

describe('an arrival whose place another has taken', () => {
  const first = pane(0, 'published', [read('one', { 0: 4, 10: 3 }, { included: 4 })]);
  const second = pane(10, 'published', [read('one', { 0: 4, 10: 3 }, { included: 3 })]);

  test('is superseded in windows that were open, and stays where it was in those that had expired', () => {
    const ledger = of([came('one', 7, 'superseded', { supersededThrough: 10 })], [first, second]);
    expect(ledger).toMatchObject({ totals: { included: 4, superseded: 3 }, received: 7, balanced: true });
  });

  test('counts beside the one that took it', () => {
    const corrected = pane(0, 'published', [read('two', { 0: 5 }, { included: 5 })], 1);
    const ledger = of(
      [came('one', 7, 'superseded', { supersededThrough: -5 }), came('two', 5)],
      [first, second, corrected],
    );
    expect(ledger).toMatchObject({ totals: { included: 5, superseded: 7 }, received: 12, balanced: true });
  });
});

test('an expired arrival counts by what was read once its windows were opened again', () => {
  const reopened = pane(0, 'published', [read('one', { 0: 4, 10: 3 }, { included: 4 })], 3);
  expect(of([came('one', 7, 'expired')], [reopened])).toMatchObject({
    totals: { included: 4, expired: 3 },
    balanced: true,
  });
});
