import { describe, expect, it } from 'vitest';
import type { LoggedDecision } from '#audit/log.ts';
import { quarantinesIn } from '#audit/quarantines.ts';
import type { Choice } from '#contracts/decision.ts';
import { append, beginChain } from '#domain/decisions/chain.ts';
import { sha256 } from '#domain/digest.ts';

const subject = 'window/all/data/0';
const [rows, account, report, ruling] = ['rows', 'account', 'report', 'ruling'].map((text) => sha256(text)) as [
  string,
  string,
  string,
  string,
];

function decided(workflowId: string, choice: Choice, at: number): LoggedDecision {
  const { decision } = append(beginChain(workflowId, 'r'), choice, at);
  const [workflowType = ''] = workflowId.split('/');
  return { workflowId, workflowType, runId: 'r', firstRunId: 'r', generation: 0, decision };
}

const aside = (pane: number, codes: Readonly<Record<string, number>> = { NOT_UNIQUE: 3 }) =>
  decided(
    `window/shop/all/0~10/${pane}`,
    {
      subject: `${subject}/orders`,
      kind: 'quarantine',
      outcome: 'held',
      code: 'ROWS_QUARANTINED',
      numbers: { pane, rows: 3, ...codes },
      evidence: [rows],
    },
    10 + pane,
  );
const pane = (number: number, outcome = 'published', stream = 'stream/shop/all') =>
  decided(
    stream,
    {
      subject,
      kind: 'pane',
      outcome,
      code: 'PANE_PUBLISHED',
      numbers: { pane: number },
      evidence: [account, report],
    },
    20 + number,
  );
const ruled = (outcome: 'released' | 'discarded', count: number, on = 0) =>
  decided(
    'stream/shop/all',
    {
      subject,
      kind: 'quarantine',
      outcome,
      code: outcome === 'released' ? 'QUARANTINE_RELEASED' : 'QUARANTINE_DISCARDED',
      numbers: { pane: on, rows: count },
      evidence: [...(outcome === 'discarded' ? [account] : []), ruling, rows],
      actor: 'ada',
    },
    30,
  );

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
      { subject: 'stream/store/all', kind: 'stream', outcome: 'renamed', code: 'PIPELINE_RENAMED' },
      25,
    );
    expect(quarantinesIn([aside(0), pane(0), renamed])[0]).toMatchObject({ stream: 'stream/store/all', account });
  });
});
