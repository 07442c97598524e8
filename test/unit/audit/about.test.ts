import { describe, expect, it } from 'vitest';
import { aboutWhat } from '#audit/about.ts';
import type { LoggedDecision } from '#audit/log.ts';
import { append, beginChain } from '#domain/decisions/chain.ts';

const day = Date.UTC(2013, 4, 4);

const decided = (subject: string): LoggedDecision => ({
  workflowId: 'stream/p/all',
  workflowType: 'stream',
  runId: 'run',
  firstRunId: 'run',
  generation: 0,
  decision: append(
    beginChain('stream/p/all', 'run'),
    { subject, kind: 'pane', outcome: 'published', code: 'PANE_PUBLISHED' },
    0,
  ).decision,
});

const found = (what: readonly string[], ...subjects: readonly string[]) =>
  subjects.filter((subject) => aboutWhat(what)(decided(subject)));

describe('decisions about a window', () => {
  const ofTheDay = [
    `window/all/data/${day}`,
    `window/all/data/${day}/set/carrier`,
    `window/EWR/outcomes/${day}`,
    `window/all/backfill-2012/data/${day}`,
    `window/EWR/backfill-2012/data/${day}/rowCount`,
    // A feed may be called like a backfill.
    `window/all/backfill-2012/${day}`,
  ];
  const others = [`window/all/data/${day + 1}`, `arrival/flights/window/all/data/${day}`, `predictions/m/${day}/0`];

  it.each([['2013-05-04'], ['2013-05-04T00:00:00Z']])('are those of %s, of every partition and backfill', (start) => {
    expect(found(['window', start], ...ofTheDay, ...others)).toEqual(ofTheDay);
  });

  it('are told by the beginning of a subject too', () => {
    expect(found(['window', 'all', 'backfill-2012'], ...ofTheDay)).toEqual([ofTheDay[3], ofTheDay[5]]);
  });
});

describe('decisions about an arrival', () => {
  it('are those whose source and id have what is asked for', () => {
    const subjects = ['arrival/flights/2013/05/04', 'arrival/weather/2013/05/04', 'source/flights'];
    expect(found(['arrival', 'flights/2013'], ...subjects)).toEqual(['arrival/flights/2013/05/04']);
    expect(found(['arrival', '05/04'], ...subjects)).toEqual(subjects.slice(0, 2));
  });
});

it('a decision is told by its hash', () => {
  const entry = decided('source/flights');
  expect(aboutWhat([entry.decision.hash.slice(0, 19)])(entry)).toBe(true);
  expect(aboutWhat(['0'.repeat(12)])(entry)).toBe(false);
});
