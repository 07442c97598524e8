import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Finding } from '#contracts/finding.ts';
import { Rerequest } from '#contracts/remediation.ts';
import { repairsOf } from '#domain/gates/remediation.ts';
import { blockingOf, countsByCode, requestFor, requestOf } from '#domain/gates/rerequest.ts';

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

const refused = (findings: readonly Finding[]) => ({
  report: { findings: [...findings] },
  outcome: { next: 'hold' as const },
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
    ['none, for too much was set aside', [], true],
    ['a warning of another only', [{ ...finding('flights'), severity: 'warn' as const }], true],
  ])('where what blocks is %s', (_, findings, expected) => {
    const request = requestFor({ remediate: [asks('weather')] }, 'flights', refused(findings));
    expect(request !== undefined).toBe(expected);
  });

  test.each([
    ['hold', true],
    ['reject', true],
    ['publish', false],
    ['remediate', false],
  ] as const)('before a pane goes on to %s: %s', (next, expected) => {
    const request = requestFor({ remediate: [asks()] }, 'flights', { ...refused([finding()]), outcome: { next } });
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
        const blocking = findings.filter(({ severity, verdict }) => severity === 'error' && verdict !== 'pass');
        const about = blockingOf({ findings }, 'weather');
        const request = requestFor({ remediate: [asks('weather')] }, 'flights', refused(findings));
        expect(about.every(({ source }) => source !== 'flights')).toBe(true);
        expect(request !== undefined).toBe(blocking.length === 0 || about.length > 0);
        expect(Object.values(countsByCode(about)).reduce((sum, n) => sum + n, 0)).toBe(about.length);
      }),
    );
  });

  test('by a step that repairs nothing', () => {
    expect(repairsOf({ remediate: [deduplicate, asks()] })).toEqual([deduplicate]);
  });
});
