import { describe, expect, it } from 'vitest';
import { quarantinesIn } from '#audit/quarantines.ts';
import { paneDecision } from '#domain/decisions/pane.ts';
import { quarantineDecision } from '#domain/decisions/quarantine.ts';
import { streamDecision } from '#domain/decisions/stream.ts';
import { sha256 } from '#domain/digest.ts';
import { decided } from '#test/support/data/decisions.ts';

const about = { partition: 'all', feed: 'data', start: 0 };
const [rows, account, report, ruling] = ['rows', 'account', 'report', 'ruling'].map((text) => sha256(text)) as [
  string,
  string,
  string,
  string,
];

const aside = (pane: number, codes: Readonly<Record<string, number>> = { NOT_UNIQUE: 3 }) =>
  decided(
    `window/shop/all/0~10/${pane}`,
    quarantineDecision.draft({
      about: { ...about, source: 'orders' },
      outcome: 'held',
      code: 'ROWS_QUARANTINED',
      numbers: { pane, rows: 3, codes: { ...codes } },
      evidence: { quarantine: rows },
    }),
    10 + pane,
  );
const pane = (number: number, outcome: 'published' | 'held' = 'published') =>
  decided(
    'stream/shop/all',
    paneDecision.draft({
      about,
      outcome,
      code: 'PANE_PUBLISHED',
      numbers: { start: 0, end: 10, pane: number, fates: { included: 7 } },
      inputs: { snapshot: sha256('snapshot') },
      evidence: { account, report },
    }),
    20 + number,
  );
const ruled = (outcome: 'released' | 'discarded', count: number, on = 0) => {
  const [evidence, said] = [
    { ruling, quarantine: rows },
    { about, numbers: { pane: on, rows: count }, actor: 'ada' },
  ];
  return decided(
    'stream/shop/all',
    outcome === 'released'
      ? quarantineDecision.draft({ ...said, outcome, code: 'QUARANTINE_RELEASED', evidence })
      : quarantineDecision.draft({
          ...said,
          outcome,
          code: 'QUARANTINE_DISCARDED',
          evidence: { ...evidence, account },
        }),
    30,
  );
};

describe('rows that were set aside', () => {
  it('wait for somebody once their pane is decided, and name its account', () => {
    expect(quarantinesIn([aside(0), pane(0)])).toMatchObject([
      {
        quarantine: rows,
        pipeline: 'shop',
        partition: 'all',
        feed: 'data',
        source: 'orders',
        stream: 'stream/shop/all',
        rows: 3,
        codes: { NOT_UNIQUE: 3 },
        standing: 'quarantined',
        account,
      },
    ]);
  });

  it.each([
    ['undecided while the gate runs', [aside(0)], 'undecided'],
    ['undecided while the pane is held', [aside(0), pane(0, 'held')], 'undecided'],
    ['outdated by a newer pane', [aside(0), pane(0), pane(1)], 'outdated'],
    ['released', [aside(0), pane(0), ruled('released', 3), pane(1)], 'released'],
    ['discarded', [aside(0), pane(0), ruled('discarded', 3)], 'discarded'],
    ['still there in part', [aside(0), pane(0), ruled('discarded', 1)], 'quarantined'],
    ['not touched by a ruling on another pane', [aside(0), pane(0), ruled('released', 3, 7)], 'quarantined'],
  ])('are %s', (_, log, standing) => expect(quarantinesIn(log)[0]).toMatchObject({ standing }));

  it('are what the last round of the gate left', () => {
    const found = quarantinesIn([aside(0), aside(0, { NOT_UNIQUE: 2, NULL_RATE_ABOVE_MAXIMUM: 1 }), pane(0)]);
    expect(found).toMatchObject([{ codes: { NOT_UNIQUE: 2, NULL_RATE_ABOVE_MAXIMUM: 1 } }]);
  });

  it('say who ruled on them', () => {
    const [found] = quarantinesIn([aside(0), pane(0), ruled('discarded', 1), ruled('released', 2)]);
    expect(found).toMatchObject({ released: 2, discarded: 1, standing: 'released' });
    expect(found?.rulings).toMatchObject([
      { verdict: 'discarded', rows: 1, by: 'ada', ruling },
      { verdict: 'released', rows: 2, by: 'ada', ruling },
    ]);
  });

  it('belong to the stream under the name that it goes on under', () => {
    const renamed = decided(
      'stream/shop/all',
      streamDecision.draft({
        about: 'stream/store/all',
        outcome: 'renamed',
        code: 'PIPELINE_RENAMED',
        numbers: { arrivals: 1, waiting: 0, panes: 1 },
        inputs: { state: sha256('state') },
      }),
      25,
    );
    expect(quarantinesIn([aside(0), pane(0), renamed])[0]).toMatchObject({ stream: 'stream/store/all', account });
  });
});
