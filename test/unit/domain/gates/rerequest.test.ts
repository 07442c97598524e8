import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Code } from '#contracts/codes.ts';
import type { Finding } from '#contracts/finding.ts';
import { Rerequest } from '#contracts/remediation.ts';
import { repairsOf } from '#domain/gates/remediation.ts';
import { blockingOf, reasonsOf, requestFor, requestOf } from '#domain/gates/rerequest.ts';

const deduplicate = { deduplicate: { by: ['id'] } };
const asks = (source?: string) => Rerequest.parse({ rerequest: { ...(source && { source }), within: '2h' } });
const finding = (source?: string): Finding => ({
  check: 'rowCount',
  ...(source !== undefined && { source }),
  verdict: 'fail',
  code: 'ROW_COUNT_BELOW_MINIMUM',
  severity: 'error',
  observed: {},
  expected: {},
});

const refused = (findings: readonly Finding[], reason: Code = 'GATE_FAILED') => ({
  report: { findings: [...findings] },
  outcome: { next: 'hold' as const, reason },
  requests: 0,
});

describe('a source is asked', () => {
  test('that the step names, the primary one where it names none; nobody where there is no such step', () => {
    expect(requestOf({ remediate: [deduplicate, asks()] }, 'flights')).toEqual({
      source: 'flights',
      within: 7_200_000,
    });
    expect(requestOf({ remediate: [asks('weather')] }, 'flights')).toMatchObject({ source: 'weather' });
    expect(requestOf({ remediate: [deduplicate] }, 'flights')).toBeUndefined();
  });

  test.each([
    ['of its rows', [finding('weather')], true],
    ['of no source in particular', [finding()], true],
    ['of it and another', [finding('flights'), finding('weather')], true],
    ['of another only', [finding('flights')], false],
    ['a warning of its rows only', [finding('flights'), { ...finding('weather'), severity: 'warn' as const }], false],
  ])('where what blocks is %s', (_, findings, expected) => {
    const request = requestFor({ remediate: [asks('weather')] }, 'flights', refused(findings));
    expect(request !== undefined).toBe(expected);
  });

  test.each([
    ['nothing that a check finds', [], {}],
    ['of another only', [finding('flights')], {}],
    ['of its rows too', [finding('weather'), finding()], { ROW_COUNT_BELOW_MINIMUM: 2 }],
  ])('where too much was set aside, and what blocks is %s', (_, findings, found) => {
    const aside = refused(findings, 'QUARANTINE_ABOVE_TOLERANCE');
    expect(requestFor({ remediate: [asks('weather')] }, 'flights', aside)).toBeDefined();
    expect(reasonsOf(aside.report, 'weather', aside.outcome)).toEqual({ QUARANTINE_ABOVE_TOLERANCE: 1, ...found });
  });

  test.each([
    ['hold', true],
    ['reject', true],
    ['publish', false],
    ['remediate', false],
  ] as const)('before a pane goes on to %s: %s', (next, expected) => {
    const request = requestFor({ remediate: [asks()] }, 'flights', {
      ...refused([finding()]),
      outcome: { next, reason: 'GATE_FAILED' },
    });
    expect(request !== undefined).toBe(expected);
  });

  test('about a window as often as the rounds of its gate say, and once where they say nothing', () => {
    const rounds = fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined });
    fc.assert(
      fc.property(rounds, (declared) => {
        const gate = { remediate: [asks()], ...(declared !== undefined && { rounds: declared }) };
        let requests = 0;
        // Panes that fail, one after another.
        for (let pane = 0; pane < 10; pane += 1)
          if (requestFor(gate, 'flights', { ...refused([finding('flights')]), requests })) requests += 1;
        expect(requests).toBe(declared ?? 1);
      }),
    );
  });

  test('never where no finding that blocks is about its rows, and with the codes of those that are', () => {
    const found = fc.record({
      source: fc.constantFrom(undefined, 'flights', 'weather'),
      severity: fc.constantFrom('error', 'warn'),
      verdict: fc.constantFrom('pass', 'fail', 'inconclusive', 'error'),
    });
    fc.assert(
      fc.property(fc.array(found, { minLength: 1 }), (all) => {
        const findings = all.map(({ source, ...rest }): Finding => ({ ...finding(source), ...rest }));
        const about = blockingOf({ findings }, 'weather');
        const request = requestFor({ remediate: [asks('weather')] }, 'flights', refused(findings));
        expect(about.every(({ source }) => source !== 'flights')).toBe(true);
        expect(request !== undefined).toBe(about.length > 0);
        const reasons = reasonsOf({ findings }, 'weather', { reason: 'GATE_FAILED' });
        expect(reasons).toEqual(about.length > 0 ? { ROW_COUNT_BELOW_MINIMUM: about.length } : {});
      }),
    );
  });

  test('by a step that repairs nothing', () => {
    expect(repairsOf({ remediate: [deduplicate, asks()] })).toEqual([deduplicate]);
  });
});
