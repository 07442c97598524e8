import { expect, test } from 'vitest';
import { linesOfHold, linesOfHolds, type StandingHold } from '#client/cli/commands/holds/text.ts';
import { linesOfStanding } from '#client/cli/commands/status/text.ts';
import { digestOf } from '#domain/digest.ts';

const window = { start: Date.UTC(2026, 2, 2), end: Date.UTC(2026, 2, 3) };
const asked = { source: 'flights', until: Date.UTC(2026, 2, 3, 2) };
const run = { runId: 'run', status: 'RUNNING', events: 1, bytes: 1 };

test('the status of a pipeline says which source a held pane had asked again, and until when', () => {
  const view = {
    pipeline: 'delays',
    partition: 'all',
    spec: digestOf('delays'),
    paused: false,
    drained: false,
    backlog: 0,
    panesOpen: 1,
    arrivals: 2,
    segments: 1,
    former: [],
    from: null,
    standing: { feeds: [], sources: [], held: [], waiting: [] },
    asked: [{ ...asked, feed: 'data', window, pane: 0 }],
  };
  const streams = [{ ...run, id: 'stream/delays/all', view }];
  const lines = linesOfStanding({ pipeline: { ...run, id: 'pipeline/delays' }, streams });
  expect(lines).toContain(
    '  held: data 2026-03-02T00:00:00Z pane 0; flights was asked for its rows again, and has until 2026-03-03T02:00:00Z (REREQUESTED)',
  );
});

test('the holds say which source a pane waits for, while it has time to answer', () => {
  const hold = {
    since: window.end,
    reason: 'GATE_FAILED',
    blocking: [],
    overdue: false,
    reminded: 0,
    repairable: false,
  } as const;
  const pane = {
    id: 'window/delays/all/0~1/0',
    pipeline: 'delays',
    partition: 'all',
    feed: 'data',
    ...window,
    pane: 0,
  };
  const waiting: StandingHold = { ...pane, hold: { ...hold, asked } };
  expect(linesOfHold(waiting)).toContain('  flights was asked for its rows again, and has until 2026-03-03T02:00:00Z');
  expect(linesOfHolds([waiting]).join()).toContain('flights until 2026-03-03T02:00:00Z');
  expect(linesOfHolds([{ ...pane, hold }]).join()).not.toContain('flights');
});
