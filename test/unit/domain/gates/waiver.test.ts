import { describe, expect, test } from 'vitest';
import { Check } from '#contracts/check.ts';
import type { StandingWaiver } from '#contracts/hold.ts';
import type { Outcome } from '#domain/gates/outcome.ts';
import { reportOf } from '#domain/gates/report.ts';
import { vouchedFor, waive, waivedBy } from '#domain/gates/waiver.ts';
import { finding } from './samples.ts';

const nulls = finding('fail', { check: 'nullRate', column: 'carrier' });
const range = finding('inconclusive', { check: 'range', column: 'distance' });
const warning = finding('fail', { check: 'set', column: 'carrier', severity: 'warn' });
const report = reportOf('data', [nulls, range, warning, finding('pass', { check: 'rowCount' })]);

describe('what a person waives', () => {
  const named = [
    { check: 'nullRate', source: 'flights', column: 'carrier' },
    { check: 'range', source: 'flights', column: 'distance' },
  ];
  test.each([
    ['all that blocks, where no scope is named', undefined, named],
    ['the checks that are named', [{ check: 'nullRate' }, { check: 'range' }], named],
    [
      'by column',
      [
        { check: 'nullRate', column: 'carrier' },
        { check: 'range', column: 'distance' },
      ],
      named,
    ],
    ['nothing where one is left out', [{ check: 'nullRate' }], undefined],
    ['nothing where the column is another', [{ check: 'nullRate', column: 'origin' }, { check: 'range' }], undefined],
    ['nothing where the source is another', [{ check: 'nullRate', source: 'weather' }, { check: 'range' }], undefined],
  ])('is %s', (_, scope, expected) => expect(waivedBy(report, scope)).toEqual(expected));
});

describe('a waiver for later panes', () => {
  const standing = (...checks: StandingWaiver['checks']): StandingWaiver => ({
    waiver: `sha256:${String(checks.length).padStart(64, '0')}`,
    checks,
    until: 1,
  });
  const hold: Outcome = { next: 'hold', code: 'PANE_HELD', reason: 'GATE_FAILED' };
  const both = standing({ check: 'nullRate' }, { check: 'range' });

  test('publishes what would be held, and is named', () => {
    expect(waive(hold, report, [both])).toEqual({
      outcome: { next: 'publish', code: 'PANE_PUBLISHED', reason: 'CHECK_WAIVED' },
      waivers: [both],
      vouched: [],
    });
  });
  test('may need another beside it', () => {
    const halves = [standing({ check: 'nullRate' }), standing({ check: 'range' }, { check: 'set' })];
    expect(waive(hold, report, halves)?.waivers).toEqual(halves);
  });
  test.each([
    ['covers no finding but its own', hold, [standing({ check: 'nullRate' })]],
    ['does not undo a refusal', { ...hold, next: 'reject' } as const, [both]],
    ['does not excuse rows above the tolerance', { ...hold, reason: 'QUARANTINE_ABOVE_TOLERANCE' } as const, [both]],
  ])('%s', (_, outcome, waivers) => expect(waive(outcome, report, waivers)).toBeUndefined());
});

describe('rows that a person released', () => {
  const nullRate = Check.parse({ nullRate: { column: 'carrier', max: 0 } });
  const rangeCheck = Check.parse({ range: { column: 'distance', min: 0 } });
  const gate = { checks: [nullRate, rangeCheck] };
  const failing = (affected: number, check = 'nullRate') => finding('fail', { check, affected });
  const remediate: Outcome = { next: 'remediate', code: 'GATE_FAILED', reason: 'GATE_FAILED' };
  const hold: Outcome = { next: 'hold', code: 'PANE_HELD', reason: 'GATE_FAILED' };
  const found = (affected: number, released: Parameters<typeof vouchedFor>[2]) =>
    vouchedFor(gate, { findings: [failing(affected), finding('pass', { check: 'range' })] }, released);

  test('vouch for a check that fails by nothing else', () => {
    expect(found(3, [{ check: nullRate, rows: 3 }])).toMatchObject([{ check: 'nullRate', affected: 3 }]);
  });
  test.each([
    ['where other rows break it too', 4, [{ check: nullRate, rows: 3 }]],
    ['that they do not break', 3, [{ check: rangeCheck, rows: 3 }]],
    ['where nothing was released', 3, []],
  ])('do not vouch for a check %s', (_, affected, released) => expect(found(affected, released)).toEqual([]));

  test.each([remediate, hold])('have a pane published whose gate would $next it', (outcome) => {
    const findings = [failing(3)];
    expect(waive(outcome, { findings }, [], findings)?.outcome).toMatchObject({ next: 'publish' });
  });
  test('leave to repairs, and to waivers, what other checks find', () => {
    const findings = [failing(3), failing(1, 'range')];
    const waiver = { waiver: digest, checks: [{ check: 'range' }], until: 1 };
    expect(waive(remediate, { findings }, [waiver], findings.slice(0, 1))).toBeUndefined();
    expect(waive(hold, { findings }, [], findings.slice(0, 1))).toBeUndefined();
    expect(waive(hold, { findings }, [waiver], findings.slice(0, 1))?.waivers).toEqual([waiver]);
  });
  test('do not excuse rows above the tolerance', () => {
    const findings = [failing(3)];
    expect(waive({ ...hold, reason: 'QUARANTINE_ABOVE_TOLERANCE' }, { findings }, [], findings)).toBeUndefined();
  });
});

const digest = `sha256:${'1'.padStart(64, '0')}`;
