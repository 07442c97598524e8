import { describe, expect, it } from 'vitest';
import { receivedOf } from '#audit/ledger.ts';
import { chainsOf, type LoggedDecision } from '#audit/log.ts';
import type { Choice } from '#contracts/decision.ts';
import type { SegmentEntry } from '#contracts/snapshot.ts';
import { append, beginChain } from '#domain/decisions/chain.ts';
import { sha256 } from '#domain/digest.ts';

function logOf(choices: readonly Choice[]): LoggedDecision[] {
  let chain = beginChain('stream/p/all', 'r');
  return choices.map((choice, at) => {
    const { chain: next, decision } = append(chain, choice, at);
    chain = next;
    return { workflowId: 'stream/p/all', workflowType: 'stream', runId: 'r', firstRunId: 'r', generation: 0, decision };
  });
}

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
const batch: Choice = {
  subject: 'stream/all',
  kind: 'arrivals',
  outcome: 'accepted',
  code: 'ARRIVAL_ACCEPTED',
  inputs: [segment],
};
const about = (outcome: string, code: Choice['code'], numbers?: Record<string, number>): Choice => ({
  subject: 'arrival/flights/a/b',
  kind: 'arrival',
  outcome,
  code,
  ...(numbers && { numbers }),
});
const received = (...choices: Choice[]) =>
  receivedOf(logOf([batch, ...choices]), { segments: new Map([[segment, [entry('a/b')]]]) });

describe('announcements from decisions', () => {
  it('are accepted with their batch', () => {
    expect(received()).toEqual([{ source: 'flights', id: 'a/b', declared: 10, state: 'accepted' }]);
  });

  it.each([
    ['expired', about('expired', 'ARRIVAL_EXPIRED'), { state: 'expired' }],
    ['held', about('held', 'WATERMARK_JUMP'), { state: 'held' }],
    [
      'partly expired',
      about('late', 'LATE_ARRIVAL', { expired: 1, expiredThrough: 5 }),
      { state: 'accepted', expiredThrough: 5 },
    ],
    ['merely late', about('late', 'LATE_ARRIVAL', { expired: 0, expiredThrough: 5 }), { state: 'accepted' }],
    ['refused', about('refused', 'WINDOWS_TOO_MANY'), { state: 'refused' }],
    ['an answer to a hold that is not there', about('refused', 'NOT_FOUND'), { state: 'accepted' }],
  ])('become %s by a decision of their own', (_name, choice, expected) => {
    expect(received(choice)).toEqual([{ source: 'flights', id: 'a/b', declared: 10, ...expected }]);
  });

  it('are accepted again once released', () => {
    expect(
      received(
        about('held', 'WATERMARK_JUMP'),
        about('release', 'HOLD_RELEASED'),
        about('released', 'HOLD_RELEASED'),
      )[0],
    ).toMatchObject({ state: 'accepted' });
  });

  it('count a repeat as one of its own', () => {
    const [, repeat] = received(about('duplicate', 'ARRIVAL_DUPLICATE', { rows: 10 }));
    expect(repeat).toEqual({ source: 'flights', id: 'a/b', declared: 10, state: 'duplicate' });
  });
});

describe('a log', () => {
  it('is put into chains, and a place that is told twice counts once', () => {
    const log = logOf([batch, about('held', 'WATERMARK_JUMP')]);
    const [chain, ...others] = chainsOf([...log].reverse().concat(log));
    expect(others).toEqual([]);
    expect(chain).toMatchObject({ head: log[1]?.decision.hash, generations: 1 });
    expect(chain?.decisions.map(({ decision }) => decision.seq)).toEqual([0, 1]);
  });
});
