import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HoldPolicy } from '#contracts/hold.ts';
import { isHeld, isOvertaken, mostReminders, nextOfHold, remindedBy, type Waiting } from '#domain/gates/hold.ts';

const fresh: Waiting = { since: 1_000, reminded: 0, overdue: false };
const asked = { source: 'flights', until: 6_000 };
const policy = (declared: object) => HoldPolicy.parse(declared);

describe('a hold', () => {
  test('waits in silence where nothing is declared', () => {
    expect(nextOfHold(undefined, fresh)).toBeUndefined();
    expect(nextOfHold(policy({}), fresh)).toBeUndefined();
  });

  test.each([
    ['a reminder', { remindEvery: '10s' }, {}, { kind: 'reminder', at: 11_000 }],
    ['the second reminder', { remindEvery: '10s' }, { reminded: 1 }, { kind: 'reminder', at: 21_000 }],
    ['a deadline', { deadline: '30s' }, {}, { kind: 'deadline', at: 31_000 }],
    ['no deadline twice', { deadline: '30s' }, { overdue: true }, undefined],
    ['what comes first', { deadline: '30s', remindEvery: '10s' }, { reminded: 1 }, { kind: 'reminder', at: 21_000 }],
    ['the deadline at one instant', { deadline: '10s', remindEvery: '10s' }, {}, { kind: 'deadline', at: 11_000 }],
    [
      'reminders after the deadline, where it stays',
      { deadline: '5s', remindEvery: '10s' },
      { overdue: true },
      { kind: 'reminder', at: 11_000 },
    ],
    ['the deadline before a reminder', { deadline: '5s', remindEvery: '10s' }, {}, { kind: 'deadline', at: 6_000 }],
    [
      'its last reminder',
      { remindEvery: '10s' },
      { reminded: mostReminders - 1 },
      { kind: 'reminder', at: 1_000 + 10_000 * mostReminders },
    ],
    ['a source that was asked', {}, { asked }, { kind: 'rerequest', at: 6_000 }],
    ['the deadline before a source at one instant', { deadline: '5s' }, { asked }, { kind: 'deadline', at: 6_000 }],
    ['a source before a reminder at one instant', { remindEvery: '5s' }, { asked }, { kind: 'rerequest', at: 6_000 }],
    ['no more than its most', { remindEvery: '10s' }, { reminded: mostReminders }, undefined],
  ])('awaits %s', (_, declared, more, due) => {
    expect(nextOfHold(policy(declared), { ...fresh, ...more })).toEqual(due);
  });

  test('counts no reminders where none are declared', () => {
    expect(remindedBy(policy({ deadline: '5s' }), { ...fresh, reminded: 3 }, 1e9)).toBe(3);
  });

  test.each([
    ['at its time', 0, 11_000, 1],
    ['before its time, so that it is not given twice', 2, 11_000, 3],
    ['late, with those before it', 0, 40_999, 3],
    ['when the next one is due, too', 0, 41_000, 4],
  ])('counts a reminder that comes %s', (_, reminded, now, expected) => {
    expect(remindedBy(policy({ remindEvery: '10s' }), { ...fresh, reminded }, now)).toBe(expected);
  });

  test.each([
    ['a later pane that was published', { pane: 2, published: true, lateSources: [] }, undefined, true],
    ['a later pane that fired', { pane: 1, published: false, lateSources: ['flights'] }, undefined, false],
    [
      'a later pane for what the source sent that is asked',
      { pane: 1, published: false, lateSources: ['flights'] },
      asked,
      true,
    ],
    [
      'a later pane for what another source sent',
      { pane: 1, published: false, lateSources: ['weather'] },
      asked,
      false,
    ],
    [
      'a later pane that was published, whoever sent what',
      { pane: 1, published: true, lateSources: ['weather'] },
      asked,
      true,
    ],
    ['none', undefined, asked, false],
  ])('gives way to %s: %s', (_, newer, waited, expected) => {
    expect(isOvertaken(newer, waited)).toBe(expected);
  });

  test.each([
    ['hold', undefined, true],
    ['hold', asked, true],
    ['reject', asked, true],
    ['reject', undefined, false],
    ['publish', asked, false],
  ] as const)('is what a gate that says %s comes to, with %o asked: %s', (next, source, expected) => {
    expect(isHeld({ next }, source)).toBe(expected);
  });

  test('gives one reminder for all that an outage swallowed, and the next one is still to come', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 0, max: 20 }),
        fc.nat(1e8),
        (every, reminded, late) => {
          const declared = { remindEvery: every, onTimeout: 'stay' } as const;
          const waiting = { ...fresh, reminded };
          const due = nextOfHold(declared, waiting)?.at ?? 0;
          const now = due + late;
          const after = remindedBy(declared, waiting, now);
          expect(after).toBeGreaterThan(reminded);
          const next = nextOfHold(declared, { ...fresh, reminded: after });
          expect(next === undefined || next.at > now).toBe(true);
        },
      ),
    );
  });
});
