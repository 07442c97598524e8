import { describe, expect, it } from 'vitest';
import { gateHistory, reportsNamed } from '#audit/gate-history.ts';
import { similarTo } from '#audit/similar.ts';
import type { CodeName } from '#contracts/codes.ts';
import type { GateReport, Verdict } from '#contracts/finding.ts';
import { checkDecision } from '#domain/decisions/check.ts';
import { firingDecision } from '#domain/decisions/firing.ts';
import { gateDecision } from '#domain/decisions/gate.ts';
import { holdDecision } from '#domain/decisions/hold.ts';
import { paneDecision } from '#domain/decisions/pane.ts';
import { sha256 } from '#domain/digest.ts';
import { reportOf } from '#domain/gates/report.ts';
import { decided } from '#test/support/data/decisions.ts';

const spec = sha256('spec');
const [account, report, snapshot] = ['account', 'report', 'snapshot'].map((text) => sha256(text)) as [
  string,
  string,
  string,
];

const about = (start: number) => ({ partition: 'all', feed: 'data', start });
const subject = (start: number) => `window/all/data/${start}`;
const run = (start: number, pipeline = 'shop') => `window/${pipeline}/all/${start}~${start + 10}/0`;
const fired = (start: number, at: number) =>
  decided(
    'stream/shop/all',
    firingDecision.draft({
      about: about(start),
      outcome: 'on-time',
      code: 'WATERMARK_PASSED',
      numbers: { start, end: start + 10, pane: 0, through: 0, watermark: start + 10, arrivals: 1 },
    }),
    at,
  );
const reportWith = (verdict: Verdict): GateReport =>
  reportOf('data', [
    { check: 'rowCount', source: 'orders', verdict: 'pass', observed: {}, expected: {}, severity: 'error' },
    {
      check: 'set',
      source: 'orders',
      column: 'state',
      verdict,
      ...(verdict !== 'pass' && { code: 'VALUE_NOT_IN_SET' }),
      observed: {},
      expected: {},
      severity: 'error',
    },
  ]);
const reports = new Map([reportWith('pass'), reportWith('fail')].map((each) => [each.digest, each]));
const judged = (start: number, verdict: 'pass' | 'fail', round: number, at: number) =>
  decided(
    run(start),
    gateDecision.draft({
      about: subject(start),
      outcome: verdict,
      code: verdict === 'pass' ? 'GATE_PASSED' : 'GATE_FAILED',
      numbers: { pane: 0, round },
      policy: { spec, path: 'gates.data' },
      evidence: { report: reportWith(verdict).digest, account },
    }),
    at,
  );

describe('the history of a gate', () => {
  const log = [
    fired(0, 100),
    judged(0, 'pass', 0, 300),
    fired(10, 400),
    judged(10, 'fail', 0, 500),
    judged(10, 'pass', 1, 1_000),
    judged(20, 'fail', 0, 1_100),
  ];

  it('counts what came, what was repaired, and how long it took', () => {
    expect(gateHistory(log, reports)).toMatchObject([
      {
        gate: 'data',
        of: 'shop',
        judged: 3,
        verdicts: { pass: 1, fail: 2, inconclusive: 0, error: 0 },
        passRate: 1 / 3,
        repaired: 1,
        ms: { median: 200, most: 600 },
      },
    ]);
  });

  it('tells of each check by what it found in data as they came', () => {
    const [history] = gateHistory(log, reports);
    expect(history?.checks).toEqual([
      {
        check: 'rowCount',
        source: 'orders',
        judged: 3,
        verdicts: { pass: 3, fail: 0, inconclusive: 0, error: 0 },
        codes: {},
      },
      {
        check: 'set',
        source: 'orders',
        column: 'state',
        judged: 3,
        verdicts: { pass: 1, fail: 2, inconclusive: 0, error: 0 },
        codes: { VALUE_NOT_IN_SET: 2 },
      },
    ]);
  });

  it('shows the newest first, with what the gate said last', () => {
    const [history] = gateHistory(log, reports, { newest: 2 });
    expect(history?.newest).toMatchObject([
      { subject: subject(20), verdict: 'fail', codes: ['VALUE_NOT_IN_SET'] },
      { subject: subject(10), verdict: 'fail', last: 'pass', ms: 600 },
    ]);
  });

  it('is told without reports that are gone, and apart for each gate and each pipeline or model', () => {
    const features = decided(
      'deployment/late/production',
      gateDecision.draft({
        about: 'predictions/late/0/0/features',
        outcome: 'pass',
        code: 'GATE_PASSED',
        policy: { spec, path: 'gates.features' },
        evidence: { report: reportWith('pass').digest },
      }),
      50,
    );
    const all = gateHistory([...log, features], new Map());
    expect(all.map(({ of, gate, judged: count, checks }) => [of, gate, count, checks.length])).toEqual([
      ['late', 'features', 1, 0],
      ['shop', 'data', 3, 0],
    ]);
    expect(reportsNamed([...log, features])).toEqual([...reports.keys()]);
  });
});

describe('how others were treated', () => {
  interface Other {
    readonly code?: CodeName;
    readonly column?: string;
  }
  const found = (start: number, { code = 'VALUE_NOT_IN_SET', column = 'state' }: Other = {}) =>
    checkDecision.draft({
      about: { gate: subject(start), check: 'set', column },
      outcome: 'fail',
      code,
      numbers: { pane: 0, round: 0 },
      evidence: { report },
    });
  const failing = (start: number, at: number, other?: Other, pipeline?: string) =>
    decided(run(start, pipeline), found(start, other), at);
  const ended = (start: number, outcome: 'published' | 'rejected', at: number) =>
    decided(
      'stream/shop/all',
      paneDecision.draft({
        about: about(start),
        outcome,
        code: outcome === 'published' ? 'PANE_PUBLISHED' : 'PANE_REJECTED',
        numbers: { start, end: start + 10, pane: 0, fates: { included: 1 } },
        inputs: { snapshot },
        evidence: { account, report },
      }),
      at,
    );
  const accepted = decided(
    run(10),
    holdDecision.draft({
      about: about(10),
      outcome: 'accept',
      code: 'HOLD_RELEASED',
      numbers: { pane: 0 },
      actor: 'ada',
    }),
    21,
  );
  const waived = checkDecision.draft({
    about: { gate: subject(20), check: 'set', column: 'state' },
    outcome: 'waived',
    code: 'CHECK_WAIVED',
    numbers: { pane: 0, round: 0 },
    evidence: { report },
  });
  const now = failing(90, 100);
  const log = [failing(0, 1), ended(0, 'rejected', 2), failing(10, 20), accepted, ended(10, 'published', 22), now];

  it('is told of earlier windows in which the same check found the same', () => {
    expect(similarTo(now, log)).toEqual({
      panes: 2,
      outcomes: { published: 1, rejected: 1 },
      newest: [
        { start: 10, pane: 0, at: 20, outcome: 'published', code: 'HOLD_RELEASED', actor: 'ada' },
        { start: 0, pane: 0, at: 1, outcome: 'rejected', code: 'PANE_REJECTED' },
      ],
    });
  });

  it.each([
    ['a later one', failing(20, 101)],
    ['another pane of the same window', failing(90, 50)],
    ['another code', failing(20, 50, { code: 'NOT_UNIQUE' })],
    ['another check', failing(20, 50, { column: 'country' })],
    ['another pipeline', failing(20, 50, undefined, 'store')],
    ['a gate that passed', judged(20, 'pass', 0, 50)],
    ['one that was waived', decided(run(20), waived, 50)],
  ])('passes over %s', (_, other) => expect(similarTo(now, [other, now])).toBeUndefined());

  it('is no question about other decisions', () => {
    for (const entry of log.filter((each) => each.decision.kind !== 'check'))
      expect(similarTo(entry, log)).toBeUndefined();
  });

  it('may be that nothing is decided yet', () => {
    expect(similarTo(now, [failing(0, 1), now])?.newest).toEqual([{ start: 0, pane: 0, at: 1, outcome: 'undecided' }]);
  });
});
