import { describe, expect, test } from 'vitest';
import { Check } from '#contracts/check.ts';
import type { Finding } from '#contracts/finding.ts';
import type { StandingWaiver } from '#contracts/hold.ts';
import type { Outcome } from '#domain/gates/outcome.ts';
import { reportOf } from '#domain/gates/report.ts';
import { blockingFindings, covers, isRepairable, scopeOf, vouchedFor, waive, waivedBy } from '#domain/gates/waiver.ts';
import { finding, gateOf } from '#test/support/data/gate-samples.ts';

const nulls = finding('fail', { check: 'nullRate', column: 'carrier' });
const range = finding('inconclusive', { check: 'range', column: 'distance' });
const warning = finding('fail', { check: 'set', column: 'carrier', severity: 'warn' });
const report = reportOf('data', [nulls, range, warning, finding('pass', { check: 'rowCount' })]);

describe('a finding', () => {
  test('blocks where it is of severity error, and no pass', () => {
    expect(blockingFindings(report)).toEqual([nulls, range]);
    expect(blockingFindings({ findings: [finding('error')] })).toHaveLength(1);
  });

  test('is called in a waiver by what it names', () => {
    expect(scopeOf(nulls)).toStrictEqual({ check: 'nullRate', source: 'flights', column: 'carrier' });
    expect(scopeOf(finding('fail', { check: 'rowCount' }))).toStrictEqual({ check: 'rowCount', source: 'flights' });
    const { source: _, ...model } = finding('fail', { check: 'auc' });
    expect(scopeOf(model)).toStrictEqual({ check: 'auc' });
  });

  test.each([
    [{ check: 'nullRate' }, true],
    [{ check: 'nullRate', source: 'flights', column: 'carrier' }, true],
    [{ check: 'range' }, false],
    [{ check: 'range', source: 'flights', column: 'carrier' }, false],
    [{ check: 'nullRate', source: 'weather', column: 'carrier' }, false],
    [{ check: 'nullRate', source: 'flights', column: 'origin' }, false],
  ])('is covered by what is asked about it: %j is %s', (scope, expected) =>
    expect(covers(scope, nulls)).toBe(expected),
  );
});

describe('what a person waives', () => {
  test('is named once, however many findings have its name', () => {
    expect(waivedBy({ findings: [nulls, range, nulls] }, undefined)).toEqual(named);
  });
  test('is nothing where nothing blocks', () => expect(waivedBy({ findings: [warning] }, [])).toEqual([]));

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
  test('is named once, whatever it covers', () => {
    expect(waive(hold, report, [standing({ check: 'set' }), both, both])?.waivers).toEqual([both]);
  });
  test('publishes nothing that no finding blocks', () => {
    const findings = [warning, finding('pass')];
    expect(waive(hold, { findings }, [both])).toBeUndefined();
  });
  test.each([
    ['covers no finding but its own', hold, [standing({ check: 'nullRate' })]],
    ['may cover one of two, and is not enough', hold, [standing({ check: 'range' })]],
    ['is not asked about what is published', { ...hold, next: 'publish' } as const, [both]],
    ['does not stand in for repairs', { ...hold, next: 'remediate' } as const, [both]],
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
    ['of which more were released than break it', 3, [{ check: nullRate, rows: 4 }]],
  ])('do not vouch for a check %s', (_, affected, released) => expect(found(affected, released)).toEqual([]));

  test('vouch for no check that does not say how many rows break it, or did not fail', () => {
    const released = [{ check: nullRate, rows: 3 }];
    const vouched = (...findings: Finding[]) => vouchedFor(gate, { findings }, released);
    expect(vouched(finding('fail', { check: 'nullRate' }))).toEqual([]);
    expect(vouched(finding('inconclusive', { check: 'nullRate', affected: 3 }))).toEqual([]);
    expect(vouchedFor(gate, { findings: [finding('fail')] }, [])).toEqual([]);
    expect(vouchedFor({ checks: [] }, { findings: [finding('fail')] }, [])).toEqual([]);
  });

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

describe('a held pane can be repaired', () => {
  const checks = [{ rowCount: { min: 1 } }];
  test.each([
    ['where steps are declared', { remediate: [{ deduplicate: { by: ['a'] } }] }, [], true],
    ['where rows can be set aside', {}, ['range'], true],
    ['not else', {}, [], false],
  ])('%s', (_, more, rows, expected) => expect(isRepairable(gateOf(checks, more), rows)).toBe(expected));
});

const digest = `sha256:${'1'.padStart(64, '0')}`;
