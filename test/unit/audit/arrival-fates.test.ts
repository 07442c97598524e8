import { expect, test } from 'vitest';
import { fatesIn } from '#audit/arrival-fates.ts';
import type { FateCounts, PaneAccount } from '#contracts/ledger.ts';
import type { SegmentEntry } from '#contracts/snapshot.ts';
import { arrivalsDecision } from '#domain/decisions/arrivals.ts';
import { paneDecision } from '#domain/decisions/pane.ts';
import { sha256 } from '#domain/digest.ts';
import { logOf } from '#test/support/data/decisions.ts';

const segment = sha256('segment');
const entry = (id: string, rows: number): SegmentEntry => ({
  ordinal: 0,
  source: 'orders',
  id,
  announcement: segment,
  uri: '',
  digest: segment,
  rows,
  bytes: 1,
  format: 'csv',
  minTime: 0,
  maxTime: 1,
});

const batch = arrivalsDecision.draft({
  about: 'all',
  outcome: 'accepted',
  code: 'ARRIVAL_ACCEPTED',
  numbers: { arrivals: 2, rows: 8, firstOrdinal: 0, lastOrdinal: 1 },
  inputs: { segment },
});
const decided = (pane: number, outcome: 'published' | 'superseded') =>
  paneDecision.draft({
    about: { partition: 'all', feed: 'data', start: 0 },
    outcome,
    code: 'PANE_PUBLISHED',
    numbers: { start: 0, end: 10, pane, fates: { included: 5 } },
    inputs: { snapshot: sha256(`snapshot ${pane}`) },
    evidence: { account: sha256(`account ${pane}`), report: sha256('report') },
  });
const account = (pane: number, fates: FateCounts): PaneAccount => ({
  feed: 'data',
  window: { start: 0, end: 10 },
  pane,
  arrivals: [
    { source: 'orders', id: 'one', ordinal: 0, declared: 5, windows: [{ start: 0, rows: 5 }], outside: 0, fates },
  ],
});

const named = {
  segments: new Map([[segment, [entry('one', 5), entry('two', 3)]]]),
  accounts: new Map([
    [sha256('account 0'), account(0, { included: 5 })],
    [sha256('account 1'), account(1, { included: 4, quarantined: 1 })],
  ]),
};

test('an accepted arrival has the fates of the newest pane that read it, and waits before the first', () => {
  const log = logOf('stream/shop/all', [batch, decided(1, 'published'), decided(0, 'superseded')]);
  expect(fatesIn(log, named, () => true)).toEqual([
    {
      stream: 'stream/shop/all',
      source: 'orders',
      id: 'one',
      declared: 5,
      windows: [{ start: 0, pane: 1, outcome: 'published', fates: { included: 4, quarantined: 1 } }],
    },
    { stream: 'stream/shop/all', source: 'orders', id: 'two', declared: 3, windows: [] },
  ]);
});

test('only those that are meant, and only panes of their own stream', () => {
  const log = [...logOf('stream/shop/all', [batch]), ...logOf('stream/other/all', [decided(0, 'published')])];
  expect(fatesIn(log, named, ({ id }) => id === 'one')).toMatchObject([{ id: 'one', windows: [] }]);
});
