import { describe, expect, it } from 'vitest';
import { receivedOf } from '#audit/ledger.ts';
import { chainsOf } from '#audit/log.ts';
import type { Choice } from '#contracts/decision.ts';
import type { SegmentEntry } from '#contracts/snapshot.ts';
import { arrivalDecision } from '#domain/decisions/arrival.ts';
import { arrivalsDecision } from '#domain/decisions/arrivals.ts';
import { sha256 } from '#domain/digest.ts';
import { logOf } from '#test/support/data/decisions.ts';

const segment = sha256('segment');
const entry = (id: string): SegmentEntry => ({
  ordinal: 0,
  source: 'flights',
  id,
  announcement: segment,
  uri: '',
  digest: segment,
  rows: 10,
  bytes: 1,
  format: 'csv',
  minTime: 0,
  maxTime: 1,
});
const batch = arrivalsDecision.draft({
  about: 'all',
  outcome: 'accepted',
  code: 'ARRIVAL_ACCEPTED',
  numbers: { arrivals: 1, rows: 10, firstOrdinal: 0, lastOrdinal: 0 },
  inputs: { segment },
});
const about = { source: 'flights', id: 'a/b' };
const lateness = { watermark: 9, rows: 10, windows: 1, expired: 0, expiredThrough: 5 };
const held = arrivalDecision.draft({ about, outcome: 'held', code: 'WATERMARK_JUMP', numbers: { from: 1, to: 9 } });
const expired = arrivalDecision.draft({ about, outcome: 'expired', code: 'ARRIVAL_EXPIRED', numbers: lateness });
const late = (expiredWindows: number) =>
  arrivalDecision.draft({
    about,
    outcome: 'late',
    code: 'LATE_ARRIVAL',
    numbers: { ...lateness, late: 1, expired: expiredWindows },
  });
const refused = (code: Choice['code']) => arrivalDecision.draft({ about, outcome: 'refused', code });
const received = (...choices: Choice[]) =>
  receivedOf(logOf('stream/p/all', [batch, ...choices]), { segments: new Map([[segment, [entry('a/b')]]]) });

describe('announcements from decisions', () => {
  it('are accepted with their batch', () => {
    expect(received()).toEqual([{ source: 'flights', id: 'a/b', declared: 10, state: 'accepted' }]);
  });

  it.each([
    ['expired', expired, { state: 'expired' }],
    ['held', held, { state: 'held' }],
    ['partly expired', late(1), { state: 'accepted', expiredThrough: 5 }],
    ['merely late', late(0), { state: 'accepted' }],
    ['refused', refused('WINDOWS_TOO_MANY'), { state: 'refused' }],
    ['an answer to a hold that is not there', refused('NOT_FOUND'), { state: 'accepted' }],
  ])('become %s by a decision of their own', (_name, choice, expected) => {
    expect(received(choice)).toEqual([{ source: 'flights', id: 'a/b', declared: 10, ...expected }]);
  });

  it('are accepted again once released', () => {
    const release = arrivalDecision.draft({ about, outcome: 'release', code: 'HOLD_RELEASED' });
    const released = arrivalDecision.draft({ about, outcome: 'released', code: 'HOLD_RELEASED' });
    expect(received(held, release, released)[0]).toMatchObject({ state: 'accepted' });
  });

  it('count a repeat as one of its own', () => {
    const said = { about, numbers: { rows: 10 }, inputs: { announcement: segment } };
    const [, repeat] = received(arrivalDecision.draft({ ...said, outcome: 'duplicate', code: 'ARRIVAL_DUPLICATE' }));
    expect(repeat).toEqual({ source: 'flights', id: 'a/b', declared: 10, state: 'duplicate' });
  });
});

describe('a log', () => {
  it('is put into chains, and a place that is told twice counts once', () => {
    const log = logOf('stream/p/all', [batch, held]);
    const [chain, ...others] = chainsOf([...log].reverse().concat(log));
    expect(others).toEqual([]);
    expect(chain).toMatchObject({ head: log[1]?.decision.hash, generations: 1 });
    expect(chain?.decisions.map(({ decision }) => decision.seq)).toEqual([0, 1]);
  });
});
